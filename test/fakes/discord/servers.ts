import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import type { GatewaySessions, GatewaySocket } from './gateway-sessions.ts';
import type { RestCall, RestReply } from './rest-handler.ts';

/** The wire: HTTP and WebSocket on one loopback port. */
export interface Servers extends AsyncDisposable {
  readonly port: number;
  /** While true, every connection is cut at once, as by a service that is away. */
  isAway: boolean;
}

/** What is behind the wire; asked for late, since it needs the port. */
export interface ServersOptions {
  readonly handle: (call: RestCall) => Promise<RestReply>;
  readonly sessions: () => GatewaySessions;
  /** A fault of the fake itself. */
  readonly onBug: (error: unknown) => void;
}

const PREFIX = '/api/v10';

/** Listens on a free port. */
export async function openServers({ handle, sessions, onBug }: ServersOptions): Promise<Servers> {
  const server = createServer();
  const gateway = new WebSocketServer({ noServer: true });
  const state = { isAway: false };

  server.on('request', (request, response) => {
    if (state.isAway) return request.socket.destroy();
    return void respond(request, response, handle).catch((error: unknown) => {
      onBug(error);
      request.socket.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (state.isAway || !request.url?.startsWith('/gw?')) return socket.destroy();
    return gateway.handleUpgrade(request, socket, head, (wire) => {
      const connection = toGatewaySocket(wire);
      wire.on('message', (text) => {
        try {
          sessions().receive(connection, Buffer.isBuffer(text) ? text.toString('utf8') : '');
        } catch (error) {
          onBug(error);
        }
      });
      wire.on('close', (code) => sessions().closed(connection, code));
      sessions().open(connection);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake needs a TCP port.');

  return {
    port: address.port,
    get isAway() {
      return state.isAway;
    },
    set isAway(isAway) {
      state.isAway = isAway;
      if (!isAway) return;
      for (const client of gateway.clients) client.terminate();
      server.closeAllConnections();
    },
    async [Symbol.asyncDispose]() {
      for (const client of gateway.clients) client.terminate();
      gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function respond(request: IncomingMessage, response: ServerResponse, handle: ServersOptions['handle']) {
  const url = new URL(request.url ?? '/', 'http://fake.invalid');
  let body = '';
  request.setEncoding('utf8');
  for await (const piece of request) body += String(piece);
  const reply = await handle({
    method: request.method ?? 'GET',
    path: url.pathname.startsWith(PREFIX) ? url.pathname.slice(PREFIX.length) : url.pathname,
    query: url.searchParams,
    authorization: request.headers.authorization,
    body,
  });
  if (reply === 'reset') return request.socket.destroy();
  const type = reply.json === undefined ? 'text/html; charset=utf-8' : 'application/json';
  response.writeHead(reply.status, { 'content-type': type, ...reply.headers });
  return response.end(reply.json === undefined ? undefined : JSON.stringify(reply.json));
}

function toGatewaySocket(wire: WebSocket): GatewaySocket {
  return {
    get isOpen() {
      return wire.readyState === wire.OPEN;
    },
    send: (payload) => wire.send(JSON.stringify(payload)),
    sendRaw: (frame) => wire.send(frame),
    close: (code) => (code === 0 ? wire.terminate() : wire.close(code)),
  };
}
