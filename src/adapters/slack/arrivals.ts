import { z } from 'zod';
import type { Arrival, TakenEvent } from '../../core/intake/intake.ts';
import type { TwinCore } from '../../core/adapter.ts';
import { toTenantKey, toUserKey } from '../../core/turn.ts';
import { parseAskPressed, parseCommand, parseMessage } from './incoming.ts';
import { LIFE_MS } from './responder.ts';
import { toSlackUser, whereabouts } from './slack-face.ts';

/** What Slack delivers to be answered, taken once each. */
export interface Arrivals {
  /**
   * Claims a delivery and writes down who waits where; gives nothing when it was claimed before, or asks for no answer. The
   * same body gives the same event, however often it is asked for.
   *
   * @throws {UpstreamError} the store is away
   */
  take(body: unknown): Promise<TakenEvent | undefined>;
  /** Resolves when a delivery may be acknowledged: when it is taken, or in a moment when the store is slow. Never rejects. */
  beforeAck(body: unknown): Promise<void>;
}

/** Slack waits 3 s; people see an error after that, and nobody should wait for a store that long. */
const ACK_WITHIN_MS = 400;
/** Slack lets an app edit its messages for good; after a day nobody waits for the rest. */
const EDITABLE_MS = 24 * 60 * 60_000;
const commandName = z.looseObject({ command: z.enum(['/asktwin', '/twin', '/reingest']) });

/** Makes an empty one. */
export function createArrivals({ intake, tasks, clock, logger }: TwinCore): Arrivals {
  const known = new WeakMap<object, Promise<TakenEvent | undefined>>();

  const take = async (body: unknown): Promise<TakenEvent | undefined> => {
    const arrival = toArrival(body, clock.now());
    return arrival === undefined ? undefined : tasks.run(() => intake.take(arrival));
  };
  const takeOnce: Arrivals['take'] = (body) => {
    if (typeof body !== 'object' || body === null) return Promise.resolve(undefined);
    const taking = known.get(body) ?? take(body);
    known.set(body, taking);
    return taking;
  };

  return {
    take: takeOnce,
    async beforeAck(body) {
      const timer = new AbortController();
      const tooLong = clock.sleep(ACK_WITHIN_MS, timer.signal).catch(() => undefined);
      // Whoever handles it hears of the failure.
      const taken = takeOnce(body).catch((error: unknown) => logger.debug({ event: 'slack.untaken', err: error }));
      await Promise.race([taken, tooLong]);
      timer.abort();
    },
  };
}

function toArrival(body: unknown, now: number): Arrival | undefined {
  // Its own messages carry a bot's id, and are no questions.
  const message = parseMessage(body, '');
  if (message !== undefined) {
    const { eventId, channel, ts, threadTs, isDirect, workspace } = message;
    return {
      // A mention in a direct message may come as both kinds of event.
      ids: (isDirect ? [eventId, `${channel}:${ts}`] : [eventId]).map((id) => `slack:${id}`),
      face: 'slack',
      user: toSlackUser(message),
      tenant: whereabouts(workspace, channel).tenant,
      target: { kind: 'thread', channel, threadTs: threadTs ?? ts, ts: null, since: ts },
      expiresAt: now + EDITABLE_MS,
    };
  }
  return toPressArrival(body, now) ?? toCommandArrival(body, now);
}

function toPressArrival(body: unknown, now: number): Arrival | undefined {
  const pressed = parseAskPressed(body);
  if (pressed === undefined) return undefined;
  const { triggerId, user, workspace } = pressed;
  return {
    ids: [`slack:${triggerId}`],
    face: 'slack',
    user: toSlackUser(pressed),
    tenant: toTenantKey('slack', workspace),
    target: { kind: 'direct', user },
    expiresAt: now + EDITABLE_MS,
  };
}

function toCommandArrival(body: unknown, now: number): Arrival | undefined {
  const name = commandName.safeParse(body).data?.command;
  const command = parseCommand(body);
  if (name === undefined || command === undefined) return undefined;
  return {
    ids: [`slack:${command.triggerId}`],
    face: 'slack',
    // A command that has the person forgotten must not find itself.
    user: name === '/asktwin' ? toSlackUser(command) : toUserKey('slack', 'command'),
    tenant: whereabouts(command.team, command.channel).tenant,
    target: { kind: 'private', responseUrl: command.responseUrl },
    expiresAt: now + LIFE_MS,
  };
}
