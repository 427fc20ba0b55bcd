import type { Adapter } from './core/adapter.ts';
import type { Composition } from './compose.ts';
import { ConfigError } from './core/errors.ts';
import type { ConfigFault } from './core/errors.ts';
import type { Clock, JournalEntry, Logger } from './core/ports.ts';

/** A running twin. */
export interface Lifecycle {
  readonly composition: Composition;
  /** The web page first. */
  readonly faces: readonly Adapter[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborted when the process begins to end. */
  readonly signal: AbortSignal;
}

/** Running answers may take this long after a signal, then they are closed with a note. */
const GRACE_MS = 15_000;
/** And this long to show the note. */
const ABORT_MS = 3000;
/** A service that is away at the start is tried again this often. */
const RETRY_MS = 15_000;

/**
 * Starts every part. Faults of the configuration are gathered from all of them before any is reported.
 *
 * @throws {ConfigError} a key is rejected, the port is taken, nothing can be read
 */
export async function start({ composition, faces, clock, logger, signal }: Lifecycle): Promise<void> {
  const steps = [
    prepare({ composition, clock, logger, signal }),
    composition.checkModel(signal),
    ...faces.map((face) => face.start()),
  ];
  const results = await Promise.allSettled(steps);
  const failures = results.flatMap((result): readonly unknown[] =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  const other = failures.find((failure) => !(failure instanceof ConfigError));
  if (other !== undefined) throw other;
  const faults = failures.flatMap((failure): readonly ConfigFault[] =>
    failure instanceof ConfigError ? failure.faults : [],
  );
  if (faults.length > 0) throw new ConfigError(faults);
}

/** Ends what an earlier process left half written, each message on the face where it stands. */
export async function finishInterrupted(
  { composition, faces, logger }: Lifecycle,
  entries: readonly JournalEntry[],
): Promise<void> {
  const { journal } = composition.state;
  await Promise.all(
    entries.map(async (entry) => {
      const { turnId, face: name } = entry;
      try {
        await faces.find((face) => face.name === name)?.finish(entry);
        logger.info({ event: 'journal.finished', turnId, face: name });
      } catch (error) {
        logger.warn({ event: 'journal.unfinished', turnId, face: name, err: error });
      }
      await journal.remove(turnId);
    }),
  );
}

/** Takes no new work, lets running answers end, disconnects, closes the state. At most 20 s. */
export async function stop({ composition, faces, logger }: Lifecycle): Promise<void> {
  const { tasks } = composition.twin.core;
  logger.info({ event: 'process.stopping', running: tasks.size }, 'ending; running answers get up to 15 s');
  await tasks.drain({ graceMs: GRACE_MS, abortMs: ABORT_MS });
  await Promise.allSettled(faces.toReversed().map((face) => face.close()));
  await composition[Symbol.asyncDispose]();
  logger.info({ event: 'process.stopped' });
}

/** The index: a hosted one that is away is no reason not to start, and is tried again. */
async function prepare({ composition, clock, logger, signal }: Omit<Lifecycle, 'faces'>): Promise<void> {
  try {
    await composition.checkIndex(signal);
    await composition.prepare(signal);
    logger.info({ event: 'index.prepared' }, await composition.checkIndex(signal));
  } catch (error) {
    if (error instanceof ConfigError || signal.aborted) throw error;
    logger.error({ event: 'index.unprepared', retryAfterMs: RETRY_MS, err: error });
    void prepareLater({ composition, clock, logger, signal });
  }
}

async function prepareLater({ composition, clock, logger, signal }: Omit<Lifecycle, 'faces'>): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(RETRY_MS, signal);
      await composition.prepare(signal);
      logger.info({ event: 'index.prepared' });
      return;
    } catch (error) {
      if (!signal.aborted) logger.error({ event: 'index.unprepared', retryAfterMs: RETRY_MS, err: error });
    }
  }
}
