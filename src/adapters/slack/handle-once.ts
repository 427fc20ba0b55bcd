import { RESTARTING } from '../../core/adapter-texts.ts';
import type { TwinCore } from '../../core/adapter.ts';
import { toUserMessage } from '../../core/answer/user-messages.ts';
import { InputError, NotAllowedError, RateLimitedError } from '../../core/errors.ts';
import { logFailure } from '../../core/log-failure.ts';
import type { TakenEvent } from '../../core/intake/intake.ts';
import { escapeSequences } from './escape.ts';

/** One delivery and what is to be done for it. */
export interface Handling {
  /** Names a failure in the log: `slack.message_failed`. */
  readonly failureEvent: string;
  /** The delivery, if it is for this process: {@link Arrivals.take}. */
  readonly taken: Promise<TakenEvent | undefined>;
  /** Tells the person something that concerns nobody else. */
  readonly tell: (text: string, signal: AbortSignal) => Promise<void>;
  readonly work: (signal: AbortSignal, taken: TakenEvent) => Promise<void>;
}

const TELL_WITHIN_MS = 10_000;

/**
 * Does the work for one delivery: once, however often it comes, and not while the process ends. Whoever could not be told
 * how it ended stays in the journal, for another process to tell. Never rejects.
 */
export async function handleOnce(core: TwinCore, handling: Handling): Promise<void> {
  const { failureEvent, tell, work } = handling;
  await core.tasks.run(async (signal) => {
    let taken: TakenEvent | undefined;
    try {
      taken = await handling.taken;
      if (taken === undefined) return;
      await (core.tasks.isClosing ? tell(RESTARTING, signal) : work(signal, taken));
    } catch (error) {
      const turnId = taken?.turnId;
      if (!isExpected(error)) logFailure(core.logger, { event: failureEvent, turnId, err: error });
      const text = escapeSequences(toUserMessage(error, turnId));
      if (!(await tells(core, () => tell(text, AbortSignal.timeout(TELL_WITHIN_MS))))) return;
    }
    await taken?.end();
  });
}

function isExpected(error: unknown): boolean {
  return [InputError, NotAllowedError, RateLimitedError].some((expected) => error instanceof expected);
}

async function tells({ logger }: TwinCore, tell: () => Promise<void>): Promise<boolean> {
  try {
    await tell();
    return true;
  } catch (error) {
    logger.warn({ event: 'slack.person_not_told', err: error });
    return false;
  }
}
