import { EVENT_CLAIM_TTL_MS, RESTARTING } from '../../core/adapter-texts.ts';
import type { TwinCore } from '../../core/adapter.ts';
import { toUserMessage } from '../../core/answer/user-messages.ts';
import { InputError, NotAllowedError, RateLimitedError } from '../../core/errors.ts';
import { logFailure } from '../../core/log-failure.ts';
import type { TurnId } from '../../core/turn.ts';
import { escapeSequences } from './escape.ts';

/** One delivery and what is to be done for it. */
export interface Handling {
  /** Names a failure in the log: `slack.message_failed`. */
  readonly failureEvent: string;
  /** Whatever names the delivery; it is handled only if none of them was seen before. */
  readonly claimIds: readonly string[];
  /** Tells the person something that concerns nobody else. */
  readonly tell: (text: string, signal: AbortSignal) => Promise<void>;
  /** Reports the turn's id as soon as there is one, so that a failure can quote it. */
  readonly work: (signal: AbortSignal, onTurn: (turnId: TurnId) => void) => Promise<void>;
}

const TELL_WITHIN_MS = 10_000;

/** Does the work for one delivery: once, however often it comes, and not while the process ends. Never rejects. */
export async function handleOnce(core: TwinCore, handling: Handling): Promise<void> {
  const { failureEvent, claimIds, tell, work } = handling;
  let turnId: TurnId | undefined;
  const handle = async (signal: AbortSignal): Promise<void> => {
    for (const id of claimIds) {
      if (!(await core.claims.claim(`slack:${id}`, { ttlMs: EVENT_CLAIM_TTL_MS }))) return;
    }
    if (core.tasks.isClosing) return tell(RESTARTING, signal);
    await work(signal, (id) => {
      turnId = id;
    });
  };
  await core.tasks.run(async (signal) => {
    try {
      await handle(signal);
    } catch (error) {
      if (!isExpected(error)) logFailure(core.logger, { event: failureEvent, turnId, err: error });
      await tellFailure(core, () =>
        tell(escapeSequences(toUserMessage(error, turnId)), AbortSignal.timeout(TELL_WITHIN_MS)),
      );
    }
  });
}

function isExpected(error: unknown): boolean {
  return [InputError, NotAllowedError, RateLimitedError].some((expected) => error instanceof expected);
}

async function tellFailure({ logger }: TwinCore, tell: () => Promise<void>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    logger.warn({ event: 'slack.person_not_told', err: error });
  }
}
