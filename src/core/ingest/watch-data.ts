import { InputError, UpstreamError } from '../errors.ts';
import type { Clock, Logger } from '../ports.ts';
import { takeFingerprint } from './data-fingerprint.ts';
import { IngestRunningError } from './ingest-lock.ts';
import type { IngestService } from './ingest-service.ts';

/** How to watch the data folder. */
export interface WatchOptions {
  readonly dataDir: string;
  readonly ingest: IngestService;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Runs one ingest, so that whoever ends the process waits for it. */
  readonly run: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** Resolves when the first ingest of the process is over, however it went. */
  readonly ready: Promise<unknown>;
}

/** Between two looks; also how long the files must stand still before they are read. */
const LOOK_MS = 1000;
/** Looking takes at most this share of the time, however many files there are. */
const MAX_SHARE = 1 / 20;
/** What passes by itself is tried again after this. */
const RETRY_MS = 30_000;

/**
 * Ingests the data folder whenever its files have changed and then stood still for a moment: one ingest at a time, and
 * another one when something changes meanwhile. A failure is logged and leaves the version before live.
 *
 * It looks again and again instead of asking the system to be told: that works on network drives and container mounts, too,
 * and an editor that writes another file and renames it is nothing special.
 */
export async function watchData(options: WatchOptions): Promise<void> {
  const { clock, logger, signal, ready } = options;
  let ingested = await look(options);
  await ready.catch(() => undefined);
  logger.info({ event: 'watch.started' }, 'changed files are ingested by themselves');
  let last = ingested;
  while (!signal.aborted) {
    const startedAt = clock.now();
    const seen = await look(options);
    const lookMs = clock.now() - startedAt;
    const isCalm = seen === last;
    last = seen;
    // What stands still is ingested; a folder that cannot be read now is no news.
    if (isCalm && seen !== undefined && seen !== ingested && !signal.aborted) {
      ingested = seen;
      if ((await ingestOnce(options)) === 'again') {
        ingested = undefined;
        await pause(options, RETRY_MS);
      }
    }
    await pause(options, Math.max(LOOK_MS, lookMs / MAX_SHARE));
  }
}

async function look({ dataDir, signal }: WatchOptions): Promise<string | undefined> {
  return takeFingerprint(dataDir, { signal }).catch(() => undefined);
}

async function pause({ clock, signal }: WatchOptions, ms: number): Promise<void> {
  await clock.sleep(ms, signal).catch(() => undefined);
}

async function ingestOnce({ ingest, logger, run }: WatchOptions): Promise<'done' | 'again'> {
  logger.info({ event: 'watch.changed' }, 'files have changed; ingesting them');
  try {
    const { version } = await run((signal) => ingest.ingest({ isDryRun: false, signal }));
    logger.info({ event: 'watch.ingested', version });
    return 'done';
  } catch (error) {
    const fields = { event: 'watch.failed', err: error };
    const isPassing = error instanceof IngestRunningError || (error instanceof UpstreamError && error.isPassing);
    if (error instanceof InputError) logger.warn(fields, 'the version before stays live');
    else logger.error(fields, 'the version before stays live');
    return isPassing ? 'again' : 'done';
  }
}
