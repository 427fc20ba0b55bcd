import { z } from 'zod';
import { createGatewayHearings } from './gateway-hearings.ts';
import { toGuildJson, toUserJson } from './payloads.ts';
import { mayReceive } from './shard-audience.ts';
import type { Dispatch } from './bot-messages.ts';
import type { GatewayLogins } from './gateway-logins.ts';
import type { GatewayHearings } from './gateway-hearings.ts';
import type { Listening } from './shard-audience.ts';
import type { World } from './world.ts';

/** A connection of the bot, in the Gateway's own numbers. */
export interface GatewaySocket {
  readonly isOpen: boolean;
  send(payload: Readonly<Record<string, unknown>>): void;
  /** A frame as it is, whatever it holds. */
  sendRaw(frame: string | Buffer): void;
  close(code: number): void;
}

/** The Gateway's sessions: who is connected, what they were sent, what they may see. */
export interface GatewaySessions {
  readonly dispatch: Dispatch;
  readonly identifyCount: number;
  readonly resumeCount: number;
  readonly connectionCount: number;
  readonly heartbeatCount: number;
  /** What the last login asked to see, as bits. */
  readonly intents: number;
  /** Which events reached somebody who lived on. */
  readonly wasHeard: GatewayHearings['wasHeard'];
  /** Closes every login from now on with this code. */
  refuseWith(code: number): void;
  open(socket: GatewaySocket): void;
  receive(socket: GatewaySocket, text: string): void;
  /** The client ended a connection. */
  closed(socket: GatewaySocket, code: number): void;
  /** Ends every connection with a close code, or in the middle of the line without one. */
  drop(code: number | 'cut'): void;
  /** Ends every session: whoever resumes hears that it is invalid. */
  forget(): void;
  /** Sends every connection a frame that Discord would not send. */
  sendRaw(frame: string | Buffer): void;
  /** Asks to reconnect (op 7) or declares the session invalid (op 9). */
  send(payload: { readonly op: 7; readonly d: null } | { readonly op: 9; readonly d: boolean }): void;
}

/** What the sessions work with. */
export interface GatewayOptions {
  readonly world: World;
  readonly logins: GatewayLogins;
  readonly heartbeatMs: number;
  /** Bits of privileged intents that are switched on for the application. */
  readonly privilegedIntents: number;
  readonly token: () => string;
  readonly url: () => string;
}

interface Session extends Listening {
  readonly id: string;
  readonly sent: Readonly<Record<string, unknown>>[];
  socket: GatewaySocket | undefined;
}

const DISPATCH = 0;
const HEARTBEAT = 1;
const IDENTIFY = 2;
const RESUME = 6;
const INVALID_SESSION = 9;
const HELLO = 10;
const HEARTBEAT_ACK = 11;

/** Presences, members, message content. @see https://docs.discord.com/developers/events/gateway#privileged-intents */
const PRIVILEGED = (1 << 8) | (1 << 1) | (1 << 15);

const idSchema = z.object({ d: z.object({ id: z.string().default('') }) });
const commandSchema = z.object({ op: z.number(), d: z.unknown() });
const identifySchema = z.object({
  token: z.string(),
  intents: z.number(),
  shard: z.tuple([z.number(), z.number()]).default([0, 1]),
});
const resumeSchema = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });

/** Starts without a session. */
export function createGatewaySessions({ world, logins, heartbeatMs, privilegedIntents, token, url }: GatewayOptions) {
  const sessions: Session[] = [];
  const sockets = new Set<GatewaySocket>();
  const counts = { identifyCount: 0, resumeCount: 0, heartbeatCount: 0, intents: 0 };
  let refusal: number | undefined;

  const hearings = createGatewayHearings(() => world.now());
  const send = ({ id: session, sent, socket }: Session, sequence: number): void => {
    const payload = sent[sequence - 1];
    if (payload === undefined || socket?.isOpen !== true) return;
    socket.send(payload);
    hearings.sent(session, sequence, { id: idSchema.parse(payload).d.id, socket });
  };
  const push = (session: Session, event: string, data: Record<string, unknown>): void => {
    session.sent.push({ op: DISPATCH, t: event, s: session.sent.length + 1, d: data });
    send(session, session.sent.length);
  };
  const dispatch: Dispatch = (event, data) => {
    for (const session of sessions) if (mayReceive(session, event, data)) push(session, event, data);
  };

  const identify = (socket: GatewaySocket, data: unknown): void => {
    const { token: given, intents, shard } = identifySchema.parse(data);
    counts.identifyCount += 1;
    counts.intents = intents;
    if (refusal !== undefined) return socket.close(refusal);
    if (given !== token()) return socket.close(4004);
    if ((intents & PRIVILEGED & ~privilegedIntents) !== 0) return socket.close(4014);
    const verdict = logins.judge(shard);
    if (verdict === 'too soon') return socket.send({ op: INVALID_SESSION, d: false });
    if (verdict !== 'welcome') return socket.close(verdict);
    const session: Session = { id: world.nextId(), intents, shard, sent: [], socket };
    const guildIds = [...world.guildIds].filter((id) => mayReceive(session, 'GUILD_CREATE', { id }));
    sessions.push(session);
    push(session, 'READY', {
      v: 10,
      user: toUserJson(world.bot),
      guilds: guildIds.map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: url(),
      shard,
      application: { id: world.applicationId, flags: 0 },
    });
    for (const id of guildIds) push(session, 'GUILD_CREATE', toGuildJson(world, id));
  };

  const resume = (socket: GatewaySocket, data: unknown): void => {
    const { token: given, session_id: id, seq } = resumeSchema.parse(data);
    counts.resumeCount += 1;
    const session = sessions.find((one) => one.id === id);
    if (given !== token()) return socket.close(4004);
    if (session === undefined) return socket.send({ op: INVALID_SESSION, d: false });
    session.socket = socket;
    hearings.confirmed(id, seq);
    for (let sequence = seq + 1; sequence <= session.sent.length; sequence += 1) send(session, sequence);
    push(session, 'RESUMED', {});
  };

  return {
    dispatch,
    wasHeard: (id, forMs) => hearings.wasHeard(id, forMs),
    get identifyCount() {
      return counts.identifyCount;
    },
    get resumeCount() {
      return counts.resumeCount;
    },
    get intents() {
      return counts.intents;
    },
    refuseWith(code) {
      refusal = code;
    },
    get heartbeatCount() {
      return counts.heartbeatCount;
    },
    get connectionCount() {
      return [...sockets].filter(({ isOpen }) => isOpen).length;
    },
    open(socket) {
      sockets.add(socket);
      socket.send({ op: HELLO, d: { heartbeat_interval: heartbeatMs } });
    },
    receive(socket, text) {
      const { op, d } = commandSchema.parse(JSON.parse(text));
      if (op === IDENTIFY) return identify(socket, d);
      if (op === RESUME) return resume(socket, d);
      if (op !== HEARTBEAT) return socket.close(4001);
      counts.heartbeatCount += 1;
      return socket.send({ op: HEARTBEAT_ACK });
    },
    closed(socket, code) {
      sockets.delete(socket);
      hearings.closed(socket);
      const index = sessions.findIndex((one) => one.socket === socket);
      // A normal close ends the session; after any other it can be resumed.
      if (index !== -1 && (code === 1000 || code === 1001)) sessions.splice(index, 1);
    },
    drop(code) {
      for (const session of sessions) session.socket = undefined;
      for (const socket of sockets) hearings.closed(socket);
      for (const socket of sockets) socket.close(code === 'cut' ? 0 : code);
      // After 1000 the session is gone; after everything else it waits for a resume.
      if (code === 1000) sessions.splice(0);
    },
    forget: () => void sessions.splice(0),
    sendRaw(frame) {
      for (const socket of sockets) if (socket.isOpen) socket.sendRaw(frame);
    },
    send(payload) {
      for (const socket of sockets) if (socket.isOpen) socket.send(payload);
      if (payload.op === 9 && !payload.d) sessions.splice(0);
    },
  } satisfies GatewaySessions;
}
