import { setTimeout as sleep } from 'node:timers/promises';
import { ApiFault, apiFaults } from './api-fault.ts';
import { createChannelRoutes } from './channel-routes.ts';
import { createCommandRoutes } from './command-routes.ts';
import { createInteractionRoutes } from './interaction-routes.ts';
import { toUserJson } from './payloads.ts';
import { toRateHeaders } from './rate-buckets.ts';
import { matchRoute } from './routes.ts';
import type { BotMessages } from './bot-messages.ts';
import type { BucketLimit, RateBuckets } from './rate-buckets.ts';
import type { RouteMatch, RouteName } from './routes.ts';
import type { Fault, ScriptedFaults } from './scripted-faults.ts';
import type { World } from './world.ts';

/** One call as it came in. */
export interface RestCall {
  readonly method: string;
  /** Begins after `/v10`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** What goes back; `reset` ends the connection without a word. */
export type RestReply =
  | { readonly status: number; readonly json: unknown; readonly headers: Readonly<Record<string, string>> }
  | 'reset';

/** One line of the record of calls. */
export interface CallRecord {
  readonly route: RouteName | 'unknown';
  readonly status: number | 'reset';
  /** Epoch ms by the fake's clock. */
  readonly at: number;
  readonly body: string;
}

/** What the handler works with. */
export interface RestHandlerOptions {
  readonly world: World;
  readonly messages: BotMessages;
  readonly faults: ScriptedFaults;
  readonly buckets: RateBuckets;
  readonly limit: BucketLimit;
  readonly calls: CallRecord[];
  /** The token that is right now. */
  readonly token: () => string;
  /** What `GET /gateway/bot` gives. */
  readonly gateway: () => Readonly<Record<string, unknown>>;
}

/** Answers calls as Discord does. */
export function createRestHandler(options: RestHandlerOptions): (call: RestCall) => Promise<RestReply> {
  const { world, faults, buckets, limit, calls } = options;
  const run = createRouteTable(options);
  /** Calls that were given up, and take effect all the same. */
  const late: { readonly name: RouteName; readonly run: () => RestReply }[] = [];

  const handle = async (call: RestCall, match: RouteMatch | undefined): Promise<RestReply> => {
    if (match === undefined) {
      world.problems.push(`Unknown route ${call.method} ${call.path}`);
      return toErrorReply(apiFaults.unknownRoute(), {});
    }
    const fault = faults.take(match.name, call);
    if (fault?.type === 'reset' && !fault.isDone) {
      if (fault.isLate === true) late.push({ name: match.name, run: () => answer(() => run(match, call), {}) });
      return 'reset';
    }
    if (fault?.type === 'status') return toStatusReply(fault);
    if (fault?.type === 'rateLimited') return toRateLimitReply(fault.retryAfterMs, {}, fault.scope);
    if (fault?.type === 'page') return toPage(fault);
    if (fault?.type === 'delay') await sleep(fault.ms);
    if (fault?.type === 'hold') {
      fault.onReached();
      await fault.until;
    }
    if (match.isBotOnly && call.authorization !== `Bot ${options.token()}`) {
      return toErrorReply(apiFaults.unauthorized(), {});
    }
    const state = match.bucket === undefined ? undefined : buckets.take(match.bucket, limit);
    const headers = state === undefined ? {} : toRateHeaders(state);
    if (state?.isAllowed === false) return toRateLimitReply(state.resetAfterMs, headers);
    const reply = answer(() => run(match, call), headers);
    for (const one of late.splice(0)) {
      if (one.name === match.name) one.run();
      else late.push(one);
    }
    return fault?.type === 'reset' ? 'reset' : reply;
  };

  return async (call) => {
    const match = matchRoute(call.method, call.path);
    const reply = await handle(call, match);
    const status = reply === 'reset' ? reply : reply.status;
    calls.push({ route: match?.name ?? 'unknown', status, at: world.now(), body: call.body });
    return reply;
  };
}

function createRouteTable({ world, messages, gateway }: RestHandlerOptions) {
  const channels = createChannelRoutes(world, messages);
  const commands = createCommandRoutes(world);
  const interactions = createInteractionRoutes(world, messages);

  return ({ name, parts }: RouteMatch, { body, query }: RestCall): unknown => {
    const [first = '', second = '', third = ''] = parts;
    const json: unknown = body === '' ? undefined : JSON.parse(body);
    switch (name) {
      case 'gateway':
        return gateway();
      case 'me':
        return toUserJson(world.bot);
      case 'application':
        return { id: world.applicationId, name: world.bot.username, bot: toUserJson(world.bot), flags: 0 };
      case 'commands.read':
        return commands.read(first, second === '' ? 'global' : second);
      case 'commands.write':
        return commands.write(first, second === '' ? 'global' : second, json);
      case 'interaction.ack':
        return interactions.acknowledge(first, second, json);
      case 'webhook.create': {
        const created = interactions.create(first, second, json);
        return query.get('wait') === 'true' ? created : undefined;
      }
      case 'webhook.read':
        return interactions.read(first, second, third);
      case 'webhook.edit':
        return interactions.edit(first, second, third, json);
      case 'webhook.delete':
        return interactions.delete(first, second, third);
      case 'channel.create':
        return channels.create(first, json);
      case 'channel.list': {
        const [after, limit] = [query.get('after') ?? '0', Number(query.get('limit') ?? 50)];
        return channels.list(first, { after, limit });
      }
      case 'channel.read':
        return channels.read(first, second);
      case 'channel.edit':
        return channels.edit(first, second, json);
      case 'channel.delete':
        return channels.delete(first, second);
      case 'channel.change':
        return channels.change(first, json);
      case 'channel.type':
        return channels.type(first);
      case 'channel.react':
        return channels.react(first, second, third);
      case 'dm.open':
        return channels.openDm(json);
    }
  };
}

function answer(run: () => unknown, headers: Readonly<Record<string, string>>): RestReply {
  try {
    const json = run();
    return { status: json === undefined ? 204 : 200, json, headers };
  } catch (error) {
    if (error instanceof ApiFault) return toErrorReply(error, headers);
    throw error;
  }
}

function toErrorReply({ status, code, message }: ApiFault, headers: Readonly<Record<string, string>>): RestReply {
  return { status, json: { code, message }, headers };
}

/** Some errors say when they are over. */
function toStatusReply(fault: Extract<Fault, { readonly type: 'status' }>): RestReply {
  const { status, code = 0, retryAfterMs } = fault;
  const json = {
    code,
    message: 'Scripted',
    ...(retryAfterMs === undefined ? {} : { retry_after: retryAfterMs / 1000 }),
  };
  return { status, json, headers: {} };
}

/** What the network in front of Discord answers, without Discord's own form. */
function toPage({ status, retryAfterMs }: { readonly status: number; readonly retryAfterMs?: number }): RestReply {
  const headers = retryAfterMs === undefined ? {} : { 'Retry-After': (retryAfterMs / 1000).toFixed(3) };
  return { status, json: undefined, headers };
}

function toRateLimitReply(
  retryAfterMs: number,
  headers: Readonly<Record<string, string>>,
  scope: 'user' | 'global' | 'shared' = 'user',
): RestReply {
  const retryAfter = retryAfterMs / 1000;
  return {
    status: 429,
    json: { message: 'You are being rate limited.', retry_after: retryAfter, global: scope === 'global' },
    headers: {
      ...headers,
      'Retry-After': retryAfter.toFixed(3),
      'X-RateLimit-Scope': scope,
      ...(scope === 'global' ? { 'X-RateLimit-Global': 'true' } : {}),
    },
  };
}
