import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { readText, startLoopbackServer } from '../loopback-server.ts';
import { COMMANDS, CommandError } from './commands.ts';
import { createVectors } from './vectors.ts';
import type { StoredVector } from './vectors.ts';

/** One request that the fake saw. */
export interface UpstashCall {
  /** `query-data`, `upsert-data`, `info`, … */
  readonly command: string;
  readonly token: 'read' | 'write' | 'other';
  readonly body: unknown;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * What goes wrong with a request. It is not carried out, but for `delay`, `lost-answer` (then the connection is cut) and
 * `half-done` (the first half of a batch is, then it fails).
 */
export type UpstashFault =
  | { readonly kind: 'hang' | 'reset' | 'html' | 'wrong-shape' | 'not-json' | 'empty' | 'lost-answer' | 'half-done' }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'delay'; readonly ms: number };

/** Upstash Vector on loopback, with an index that embeds: scores come from shared words. */
export interface UpstashFake {
  /** For `UPSTASH_VECTOR_REST_URL`. */
  readonly url: string;
  readonly readToken: string;
  readonly writeToken: string;
  readonly calls: readonly UpstashCall[];
  /** Requests that the real service would refuse or does not have; a test that ends well has none. */
  readonly problems: readonly string[];
  /** Everything in the index, visible to queries or not. */
  vectors(): readonly StoredVector[];
  /** Puts vectors there as another program would. */
  seed(...vectors: readonly StoredVector[]): void;
  /** What is written from now on can be asked for only after this time. */
  setLagMs(lagMs: number): void;
  /** The next requests fail so, in order. */
  failNext(...faults: readonly UpstashFault[]): void;
  /** All requests fail so, or only those of one command, until it is called with nothing. */
  failAll(fault: UpstashFault | undefined, command?: string): void;
  /** Decides about each request whether and how it fails, until it is called with nothing. */
  failBy(toFault: ((call: UpstashCall) => UpstashFault | undefined) | undefined): void;
  close(): Promise<void>;
}

/** What the fake accepts. */
export interface UpstashFakeOptions {
  readonly readToken?: string;
  readonly writeToken?: string;
  /** Whether the index was created with a sparse model, too. */
  readonly isHybrid?: boolean;
}

/** Starts the fake on a free port. */
export async function startUpstashFake(options: UpstashFakeOptions = {}): Promise<UpstashFake> {
  const { readToken = 'test-read-token', writeToken = 'test-write-token', isHybrid = false } = options;
  const calls: UpstashCall[] = [];
  const problems: string[] = [];
  const vectors = createVectors();
  const queue: UpstashFault[] = [];
  let standing: { readonly fault: UpstashFault; readonly command: string | undefined } | undefined;
  let toFault: (call: UpstashCall) => UpstashFault | undefined = () => undefined;
  let lagMs = 0;

  const toTokenName = ({ headers }: IncomingMessage): UpstashCall['token'] => {
    if (headers.authorization === `Bearer ${writeToken}`) return 'write';
    return headers.authorization === `Bearer ${readToken}` ? 'read' : 'other';
  };

  const takeFault = (call: UpstashCall): UpstashFault | undefined => {
    const isStanding = standing !== undefined && (standing.command ?? call.command) === call.command;
    return queue.shift() ?? (isStanding ? standing?.fault : undefined) ?? toFault(call);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [name = '', ...rest] = (request.url ?? '').slice(1).split('/');
    const text = await readText(request);
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const token = toTokenName(request);
    const call: UpstashCall = { command: name, token, body, at: Date.now() };
    calls.push(call);
    const command = COMMANDS.get(name);
    const fault = takeFault(call);
    if (fault?.kind === 'delay') await sleep(fault.ms);
    else if (fault !== undefined) {
      const done = toDone(fault, body);
      if (done !== undefined) command?.run(done, { vectors, lagMs, isHybrid });
      return breakAnswer(response, fault);
    }

    if (request.method !== 'POST' || command === undefined || rest.length > 0) {
      problems.push(`unknown route ${request.method ?? ''} ${request.url ?? ''}`);
      return refuse(response, 404, 'Not found');
    }
    if (token === 'other') return refuse(response, 401, 'Unauthorized: Invalid auth token');
    if (command.isWrite && token === 'read') {
      problems.push(`${name} with the token that only reads`);
      return refuse(response, 403, 'Forbidden: read-only token');
    }
    try {
      send(response, 200, { result: command.run(body, { vectors, lagMs, isHybrid }) });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      problems.push(`${name}: ${error.message}`);
      refuse(response, 400, error.message);
    }
  };

  const server = await startLoopbackServer(answer, (error) => problems.push(String(error)));
  return {
    ...server,
    readToken,
    writeToken,
    calls,
    problems,
    vectors: () => vectors.all(),
    seed: (...seeded) => vectors.write(seeded, 0),
    setLagMs: (ms) => void (lagMs = ms),
    failNext: (...faults) => void queue.push(...faults),
    failAll: (fault, command) => void (standing = fault === undefined ? undefined : { fault, command }),
    failBy: (given) => void (toFault = given ?? (() => undefined)),
  };
}

/** The part of a request that is carried out although it fails. */
function toDone({ kind }: UpstashFault, body: unknown): unknown {
  if (kind === 'lost-answer') return body;
  return kind === 'half-done' && Array.isArray(body) ? body.slice(0, Math.ceil(body.length / 2)) : undefined;
}

function breakAnswer(response: ServerResponse, fault: Exclude<UpstashFault, { readonly kind: 'delay' }>): void {
  switch (fault.kind) {
    case 'hang':
      return;
    case 'reset':
    case 'lost-answer':
      response.destroy();
      return;
    case 'html':
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html>502 Bad Gateway</html>');
      return;
    case 'wrong-shape':
      return send(response, 200, { result: 'nonsense' });
    case 'not-json':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Hello</html>');
      return;
    case 'empty':
      response.writeHead(200).end();
      return;
    case 'half-done':
      return refuse(response, 500, 'Scripted.');
    case 'status':
      return refuse(response, fault.status, 'Scripted.', fault.headers);
    default:
      fault satisfies never;
  }
}

function refuse(response: ServerResponse, status: number, error: string, headers = {}): void {
  send(response, status, { error, status }, headers);
}

function send(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
