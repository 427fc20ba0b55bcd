import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { SSEStreamingApi } from 'hono/streaming';
import type { TwinCore } from '../../core/adapter.ts';
import { toConversationKey, toUserKey } from '../../core/turn.ts';
import type { Turn } from '../../core/turn.ts';
import { createDeadline } from '../../support/deadline.ts';
import { audienceOfPlace } from './audience-of-place.ts';
import { readAskRequest } from './ask-request.ts';
import type { AskRequest } from './ask-request.ts';
import { writeAnswer } from './answer-stream.ts';

/** What the route needs besides the request. */
export interface AskRouteOptions {
  readonly core: TwinCore;
  /** Aborted when the server closes: open streams then end with a note. */
  readonly closing: AbortSignal;
  /** Milliseconds between comments that keep proxies and browsers from giving up on a silent stream. */
  readonly keepAliveMs: number;
}

/** Seconds after which a client may try a process that is ending; by then its successor is up. */
const RETRY_AFTER_SECONDS = '10';

/** Answers `POST /api/ask` with a stream of events, or with a JSON `{error}` when there is no question to answer. */
export function createAskRoute({ core, closing, keepAliveMs }: AskRouteOptions) {
  return async (c: Context<{ Bindings: HttpBindings }>): Promise<Response> => {
    const asked = await readAskRequest(c.req.raw);
    if ('status' in asked) return c.json({ error: asked.error }, asked.status);
    if (core.tasks.isClosing || closing.aborted) {
      c.header('retry-after', RETRY_AFTER_SECONDS);
      return c.json({ error: 'The twin is being restarted. Ask again in a few seconds.' }, 503);
    }
    const turn = toTurn(asked, c.env.incoming);
    const response = streamSSE(c, async (stream) => {
      await core.tasks.run((taskSignal) =>
        streamTurn(stream, { core, turn, keepAliveMs, signals: [taskSignal, closing] }),
      );
    });
    // Proxies such as nginx collect a whole response unless they are told not to.
    response.headers.set('x-accel-buffering', 'no');
    response.headers.set('cache-control', 'no-store');
    // A closing server would otherwise wait for the idle connection that the stream leaves behind.
    response.headers.set('connection', 'close');
    return response;
  };
}

interface StreamTurnOptions {
  readonly core: TwinCore;
  readonly turn: Turn;
  readonly keepAliveMs: number;
  readonly signals: readonly AbortSignal[];
}

async function streamTurn(stream: SSEStreamingApi, { core, turn, keepAliveMs, signals }: StreamTurnOptions) {
  const departure = new AbortController();
  stream.onAbort(() => departure.abort());
  using end = createDeadline(undefined, departure.signal, ...signals);
  // Headers leave with the first bytes: the reader knows at once that the question has arrived.
  await stream.write(': asked\n\n');
  const keepAlive = setInterval(() => void stream.write(': waiting\n\n'), keepAliveMs);
  try {
    await writeAnswer({
      answers: core.answers,
      logger: core.logger,
      turn,
      departed: departure.signal,
      signal: end.signal,
      send: async (event, fields) => stream.writeSSE({ event, data: JSON.stringify(fields) }),
    });
  } finally {
    clearInterval(keepAlive);
  }
}

function toTurn({ question, conversationId }: AskRequest, { headers, httpVersion, socket }: IncomingMessage): Turn {
  const { remoteAddress } = socket;
  // A socket that listens on IPv6 and IPv4 shows IPv4 peers in this form; it is the same person on both.
  const user = toUserKey('web', (remoteAddress ?? 'unknown').replace(/^::ffff:/, ''));
  const conversation = toConversationKey(user, conversationId ?? crypto.randomUUID());
  const audience = audienceOfPlace({ headers, httpVersion, remoteAddress });
  return { face: 'web', user, conversation, question, audience };
}
