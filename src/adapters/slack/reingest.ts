import { toIngestProgressText, toIngestReportText } from '../../core/commands/ingest-text.ts';
import type { Actor } from '../../core/commands/twin-commands.ts';
import type { IngestProgress } from '../../core/ingest/ingest-service.ts';
import { escapeSequences } from './escape.ts';
import type { Responder } from './responder.ts';
import type { SlackFace } from './slack-face.ts';

/** Who re-ingests, and how. */
export interface Reingesting {
  readonly actor: Actor;
  readonly isDryRun: boolean;
  readonly isRollback: boolean;
  readonly responder: Responder;
  readonly signal: AbortSignal;
}

/** A response URL takes five posts, so the waits between them grow; the last one is kept for the report. */
const FIRST_GAP_MS = 3_000;
const GAP_FACTOR = 3;

/**
 * Runs an ingest with its progress in one message that only the asker sees.
 *
 * @throws {NotAllowedError} the person is no admin
 */
export async function reingest({ core, calls }: SlackFace, options: Reingesting): Promise<void> {
  const { actor, isDryRun, isRollback, responder, signal } = options;
  const progress = createProgressMessage(() => core.clock.now(), responder, signal);
  const report = await core.commands.reingest(actor, {
    isDryRun,
    isRollback,
    signal,
    onProgress: (step) => progress.show(step),
  });
  await progress.settled();
  const text = escapeSequences(toIngestReportText(report));
  try {
    await responder.respond(text, { isReplacing: true, signal });
  } catch (error) {
    // After half an hour the address is dead; a direct message arrives.
    core.logger.debug({ event: 'slack.response_url_dead', err: error });
    await calls.post({ channel: actor.userId }, text, signal);
  }
}

function createProgressMessage(now: () => number, responder: Responder, signal: AbortSignal) {
  let nextAt = 0;
  let gapMs = FIRST_GAP_MS;
  let sending = Promise.resolve();
  return {
    /** Shows how far it is, unless it is too early or too much for the address. */
    show(progress: IngestProgress): void {
      if (now() < nextAt || responder.remaining <= 1) return;
      const isReplacing = nextAt > 0;
      nextAt = now() + gapMs;
      if (isReplacing) gapMs *= GAP_FACTOR;
      // Progress that does not arrive is no reason to stop.
      sending = responder.respond(toIngestProgressText(progress), { isReplacing, signal }).catch(() => undefined);
    },
    settled: (): Promise<void> => sending,
  };
}
