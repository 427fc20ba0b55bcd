import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';

/** One delivery over a socket. */
export interface Envelope {
  readonly type: 'events_api' | 'slash_commands' | 'interactive';
  readonly payload: unknown;
}

/** What came of a delivery: what the app answered, and how many deliveries it took. */
export interface Acknowledgement {
  readonly payload: unknown;
  readonly deliveries: number;
  /** `cut`: nobody acknowledged it, and the connection over which it went last ended before the time was up. */
  readonly state: 'acknowledged' | 'cut' | 'late';
}

/** The server side of Socket Mode. */
export interface SocketServer {
  /** Connections that said hello and are open. */
  readonly openCount: number;
  /** How many connections there were in all. */
  readonly helloCount: number;
  /** Makes an address that lets one socket in. */
  openUrl(host: string): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Delivers to any one socket and waits for one if there is none. Events that are not acknowledged in time are
   * delivered again, up to three times, in new envelopes; commands are not.
   */
  deliver(envelope: Envelope): Promise<Acknowledgement>;
  /** Sends a frame as it is to every socket. */
  sendRaw(frame: string | Buffer): void;
  /** Tells every socket to reconnect, as Slack does every few hours. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** Cuts every connection without a word. */
  drop(): void;
  close(): void;
}

/** What can be set on {@link createSocketServer}. */
export interface SocketServerOptions {
  /** Milliseconds to wait for an acknowledgement; Slack waits 3 s. */
  readonly ackWithinMs: number;
  readonly problems: string[];
  readonly onChange: () => void;
}

const MAX_RETRIES = 3;
const acknowledgement = z.looseObject({ envelope_id: z.string(), payload: z.unknown().optional() });

/**
 * Speaks Socket Mode: hello, envelopes, acknowledgements, disconnects.
 *
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export function createSocketServer({ ackWithinMs, problems, onChange }: SocketServerOptions): SocketServer {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const open = new Set<WebSocket>();
  const waitingForAck = new Map<string, (payload: unknown) => void>();
  const waitingForSocket = new Set<(socket: WebSocket) => void>();
  let helloCount = 0;
  let counter = 0;
  let turn = 0;

  const greet = (socket: WebSocket): void => {
    helloCount += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => open.delete(socket));
    socket.on('message', (frame) => readAck(z.instanceof(Buffer).parse(frame).toString()));
    socket.send(JSON.stringify({ type: 'hello', num_connections: open.size, connection_info: { app_id: 'A0001' } }));
    for (const use of waitingForSocket) use(socket);
    waitingForSocket.clear();
    onChange();
  };

  const readAck = (frame: string): void => {
    const { envelope_id: id, payload } = acknowledgement.parse(JSON.parse(frame));
    const settle = waitingForAck.get(id);
    if (settle === undefined) problems.push(`acknowledged twice, too late, or out of nothing: ${id}`);
    settle?.(payload);
  };

  const anySocket = (): Promise<WebSocket> => {
    // Slack says of no pattern; taking turns, each of several processes has its share.
    const sockets = [...open].filter(({ readyState, OPEN }) => readyState === OPEN);
    turn += 1;
    const socket = sockets[turn % Math.max(1, sockets.length)];
    return socket === undefined
      ? new Promise((resolve) => void waitingForSocket.add(resolve))
      : Promise.resolve(socket);
  };

  const sendOnce = async (envelope: Envelope, retry: number): Promise<Pick<Acknowledgement, 'payload' | 'state'>> => {
    const socket = await anySocket();
    counter += 1;
    const id = `envelope-${counter}`;
    const retryFields = retry === 0 ? {} : { retry_attempt: retry, retry_reason: 'timeout' };
    return new Promise((resolve) => {
      const isOpen = (): boolean => socket.readyState === socket.OPEN;
      const giveUp = (): void => resolve({ payload: undefined, state: isOpen() ? 'late' : 'cut' });
      const timer = setTimeout(giveUp, ackWithinMs);
      waitingForAck.set(id, (payload) => {
        clearTimeout(timer);
        waitingForAck.delete(id);
        resolve({ payload, state: 'acknowledged' });
      });
      const isRespondable = envelope.type !== 'events_api';
      socket.send(
        JSON.stringify({ ...envelope, ...retryFields, envelope_id: id, accepts_response_payload: isRespondable }),
      );
    });
  };

  return {
    get openCount() {
      return open.size;
    },
    get helloCount() {
      return helloCount;
    },
    openUrl(host) {
      counter += 1;
      const ticket = `ticket-${counter}`;
      tickets.add(ticket);
      return `ws://${host}/link/?ticket=${ticket}&app_id=A0001`;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '', 'http://localhost').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket)) {
        problems.push('a socket came with no ticket, or with a used one');
        socket.destroy();
        return;
      }
      server.handleUpgrade(request, socket, head, greet);
    },
    async deliver(envelope) {
      const tries = envelope.type === 'events_api' ? MAX_RETRIES + 1 : 1;
      let last: Pick<Acknowledgement, 'payload' | 'state'> = { payload: undefined, state: 'late' };
      for (let retry = 0; retry < tries; retry += 1) {
        last = await sendOnce(envelope, retry);
        if (last.state === 'acknowledged') return { ...last, deliveries: retry + 1 };
      }
      const why = last.state === 'cut' ? ', for its connection ended' : '';
      problems.push(`not acknowledged in ${ackWithinMs} ms: ${envelope.type}${why}`);
      return { ...last, deliveries: tries };
    },
    sendRaw(frame) {
      for (const socket of open) socket.send(frame);
    },
    disconnect(reason) {
      for (const socket of open) {
        open.delete(socket);
        socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'fake' } }));
      }
    },
    drop() {
      for (const socket of open) socket.terminate();
    },
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
