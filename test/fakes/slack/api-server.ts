import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseParams, type ApiCall, type ApiResult } from './api-call.ts';
import type { Method } from './chat-methods.ts';
import type { Fault, FaultPlan } from './faults.ts';
import type { RateTiers } from './rate-tiers.ts';
import { unknownArguments } from './known-arguments.ts';
import type { Workspace } from './workspace.ts';

/** The tokens that are valid now. */
export interface Tokens {
  readonly bot: string;
  readonly app: string;
  /** The error with which every token is refused, once they are revoked. */
  refusal: string | undefined;
}

/** What can be set on {@link createApiServer}. */
export interface ApiServerOptions {
  readonly workspace: Workspace;
  readonly methods: ReadonlyMap<string, Method>;
  readonly faults: FaultPlan;
  readonly limits: RateTiers;
  readonly tokens: Tokens;
  readonly calls: ApiCall[];
  readonly rateLimited: string[];
}

/** Answers `POST /api/<method>` as Slack does: tokens, then limits, then the method itself. */
export function createApiServer(
  options: ApiServerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { workspace, faults, calls } = options;

  return async (request, response) => {
    const call = await readCall(request, workspace);
    calls.push(call);
    const fault = faults.next(call.method);
    if (fault === undefined) {
      answer(response, respond(options, call));
      return;
    }
    await applyFault({ options, call, fault, request, response });
    workspace.changed();
  };
}

async function readCall(request: IncomingMessage, workspace: Workspace): Promise<ApiCall> {
  const method = new URL(request.url ?? '', 'http://localhost').pathname.replace(/^\/api\//, '');
  const params = parseParams(await readText(request), request.headers['content-type'] ?? '');
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? params['token'] ?? '';
  return { method, token, atMs: workspace.now(), params };
}

/** A result, or the seconds to wait. */
function respond(options: ApiServerOptions, call: ApiCall): ApiResult | number {
  const { workspace, methods, limits, rateLimited, tokens } = options;
  const method = methods.get(call.method);
  if (method === undefined) {
    workspace.problems.push(`unknown method: ${call.method}`);
    return { ok: false, error: 'unknown_method' };
  }
  for (const name of unknownArguments(call.method, call.params)) {
    workspace.problems.push(`${call.method} knows no ${name}`);
  }
  const refusal = refuseToken(tokens, call);
  if (refusal !== undefined) return { ok: false, error: refusal };
  const retryAfterSeconds = limits.take(call.method, call.params['channel'] ?? '');
  if (retryAfterSeconds === undefined) return method(call);
  rateLimited.push(call.method);
  return retryAfterSeconds;
}

function refuseToken({ bot, app, refusal }: Tokens, { method, token }: ApiCall): string | undefined {
  if (refusal !== undefined) return refusal;
  if (token === '') return 'not_authed';
  if (token !== bot && token !== app) return 'invalid_auth';
  const needed = method === 'apps.connections.open' ? app : bot;
  return token === needed ? undefined : 'not_allowed_token_type';
}

interface FaultyCall {
  readonly options: ApiServerOptions;
  readonly call: ApiCall;
  readonly fault: Fault;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function applyFault({ options, call, fault, request, response }: FaultyCall): Promise<void> {
  switch (fault.kind) {
    case 'rate_limit':
      answer(response, fault.retryAfterSeconds);
      return;
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html>Server Error</html>');
      return;
    case 'error':
      answer(response, { ok: false, error: fault.code });
      return;
    case 'reset':
      if (fault.isTaken) respond(options, call);
      request.socket.destroy();
      return;
    case 'hang':
      if (fault.isTaken) respond(options, call);
      return;
    case 'delay':
      await sleep(fault.delayMs);
      answer(response, respond(options, call));
  }
}

function answer(response: ServerResponse, result: ApiResult | number): void {
  if (typeof result === 'number') {
    response.writeHead(429, { 'retry-after': String(result) }).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
}
