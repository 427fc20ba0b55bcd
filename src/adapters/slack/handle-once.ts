import type { TwinCore } from '../../core/adapter.ts';
import { toUserMessage } from '../../core/answer/user-messages.ts';
import { InputError, NotAllowedError, RateLimitedError } from '../../core/errors.ts';
import type { TurnId } from '../../core/turn.ts';
import { escapeSequences } from './escape.ts';
import { RESTARTING } from './texts.ts';

/** One delivery and what is to be done for it. */
export interface Handling {
  /** Whatever names the delivery; it is handled only if none of them was seen before. */
  readonly claimIds: readonly string[];
  /** Tells the person something that concerns nobody else. */
  readonly tell: (text: string, signal: AbortSignal) => Promise<void>;
  /** Reports the turn's id as soon as there is one, so that a failure can quote it. */
  readonly work: (signal: AbortSignal, onTurn: (turnId: TurnId) => void) => Promise<void>;
}

/** Slack sends an event again for up to 24 hours. */
const CLAIM_TTL_MS = 25 * 60 * 60_000;
const TELL_WITHIN_MS = 10_000;

/** Does the work for one delivery: once, however often it comes, and not while the process ends. Never rejects. */
export async function handleOnce(core: TwinCore, { claimIds, tell, work }: Handling): Promise<void> {
  let turnId: TurnId | undefined;
  const handle = async (signal: AbortSignal): Promise<void> => {
    for (const id of claimIds) {
      if (!(await core.claims.claim(`slack:${id}`, { ttlMs: CLAIM_TTL_MS }))) return;
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
      logFailure(core, error, turnId);
      await tellFailure(core, () =>
        tell(escapeSequences(toUserMessage(error, turnId)), AbortSignal.timeout(TELL_WITHIN_MS)),
      );
    }
  });
}

function logFailure({ logger }: TwinCore, error: unknown, turnId: TurnId | undefined): void {
  const isExpected = [InputError, NotAllowedError, RateLimitedError].some((expected) => error instanceof expected);
  if (!isExpected) logger.error({ event: 'slack.turn.failed', turnId, err: error });
}

async function tellFailure({ logger }: TwinCore, tell: () => Promise<void>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    logger.warn({ event: 'slack.person.not_told', err: error });
  }
}
