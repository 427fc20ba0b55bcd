import type { CallLimit, CallWindows } from '../../core/call-windows.ts';
import type { Clock, Logger } from '../../core/ports.ts';
import type { PaneCalls, SessionStart } from './pane-calls.ts';
import type { Thread } from './slack-calls.ts';
import { isRefused, slackCodeOf } from './slack-error.ts';

/**
 * Slack's own view of a conversation with an agent: while it is `processing`, people see a Stop button. Only there for apps
 * that are declared as agents, in workspaces that have the feature; an answer without it is still an answer.
 *
 * @see https://docs.slack.dev/ai/agent-sessions
 */
export interface AgentSessions {
  /** Says that work on an answer begins; gives how to say that it is over, or nothing where there is no such view. Never rejects. */
  begin(thread: Thread, start: SessionStart): Promise<(() => Promise<void>) | undefined>;
}

/** @see https://docs.slack.dev/reference/methods/agents.sessions.setStatus */
const KEY = 'slack:agents.sessions.setStatus';
const MINUTE_MS = 60_000;
const LIMIT: CallLimit = { maxCount: 50, windowMs: MINUTE_MS + 1_000, kind: 'sliding' };
/** Longer than any answer takes. */
const HOLD_MS = 10 * MINUTE_MS;
/** A workspace that does not have the feature is not asked for each answer. */
const PAUSE_MS = 60 * MINUTE_MS;
const CALL_WITHIN_MS = 5_000;

/** What is needed to say so. */
export interface AgentSessionsOptions {
  readonly calls: PaneCalls;
  readonly windows: CallWindows;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Starts without any. */
export function createAgentSessions(options: AgentSessionsOptions): AgentSessions {
  const { calls, windows, clock, logger } = options;
  let pausedUntil = 0;

  /** Takes the call that begins and holds the one that ends: an answer for which there are not both has no button. */
  const take = async (): Promise<readonly [string, string] | undefined> => {
    if (clock.now() < pausedUntil) return undefined;
    const end = await windows.take(KEY, LIMIT, { keep: 1, holdMs: HOLD_MS });
    if (end.ticket === undefined) return undefined;
    const begin = await windows.take(KEY, LIMIT);
    if (begin.ticket !== undefined) return [begin.ticket, end.ticket];
    await windows.giveBack(KEY, end.ticket);
    return undefined;
  };

  const begin = async (thread: Thread, start: SessionStart): Promise<(() => Promise<void>) | undefined> => {
    const tickets = await take();
    if (tickets === undefined) return undefined;
    const [beginTicket, endTicket] = tickets;
    try {
      await calls.setSession(thread, 'processing', { start, signal: AbortSignal.timeout(CALL_WITHIN_MS) });
      await windows.settle(KEY, beginTicket);
    } catch (error) {
      logger.debug({ event: 'slack.session_refused', code: slackCodeOf(error), err: error });
      await windows.settle(KEY, beginTicket);
      // Otherwise it may have been taken.
      if (isRefused(error)) {
        pausedUntil = clock.now() + PAUSE_MS;
        await windows.giveBack(KEY, endTicket);
        return undefined;
      }
    }
    return async () => {
      await calls.setSession(thread, 'active', { signal: AbortSignal.timeout(CALL_WITHIN_MS) });
      await windows.settle(KEY, endTicket);
    };
  };

  const safely = async <T>(event: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      logger.warn({ event, code: slackCodeOf(error), err: error });
      return undefined;
    }
  };

  return {
    async begin(thread, start) {
      const end = await safely('slack.session_not_begun', () => begin(thread, start));
      return end && (() => safely('slack.session_left_open', end));
    },
  };
}
