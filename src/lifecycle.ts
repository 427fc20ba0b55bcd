import { setTimeout as sleep } from 'node:timers/promises';
import type { Adapter } from './core/adapter.ts';
import type { Composition } from './compose.ts';
import { ConfigError, InputError } from './core/errors.ts';
import type { ConfigFault } from './core/errors.ts';
import type { Clock, Logger } from './core/ports.ts';
import type { JournalWatch } from './journal-watch.ts';
import { abortable } from './support/abortable.ts';
import { createDeadline } from './support/deadline.ts';

/** A running twin. */
export interface Lifecycle {
  readonly composition: Composition;
  /** The web page first. */
  readonly faces: readonly Adapter[];
  readonly journalWatch: JournalWatch;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborted when the process begins to end. */
  readonly signal: AbortSignal;
}

/** Running answers may take this long after a signal, then they are closed with a note. */
const GRACE_MS = 15_000;
/** And this long to show the note. */
const ABORT_MS = 3000;
/** Both, where a platform has rejected the twin. */
const REJECTED_GRACE_MS = 1500;
/** How long a start that is broken off may take to let go. */
const LET_GO_MS = 3000;
/** A service that is away at the start is tried again this often. */
const RETRY_MS = 15_000;

/** A model that does not even say which models it serves is asked when the first question comes. */
const MODEL_CHECK_MS = 4500;

/**
 * Starts every part. The embedded index is brought up to date before anybody can ask; a hosted one may take its time.
 * Faults of the configuration are gathered from all parts before any is reported.
 *
 * @throws {ConfigError} a key is rejected, the port is taken, nothing can be read
 */
export async function start(running: Lifecycle): Promise<void> {
  const { composition, faces, logger } = running;
  const prepared = prepare(running);
  void composition.watch(prepared, running.signal);
  // Health can be asked from the start; whoever asks anything else is told to wait.
  const web = faces.slice(0, 1).map((face) => startFace(face, running.signal));
  const early = composition.index.name === 'local' ? await Promise.allSettled([prepared, ...web]) : [];
  const opened = [...web, ...faces.slice(1).map((face) => startFace(face, running.signal))];
  const results = await Promise.allSettled([prepared, checkModel(running), ...opened]);
  if (running.signal.aborted) return;
  const failures = [...early, ...results].flatMap((result) =>
    result.status === 'rejected' ? [toFailure(result)] : [],
  );
  const other = failures.find((failure) => !(failure instanceof ConfigError));
  if (other !== undefined) throw other;
  const faults = failures.flatMap((failure): readonly ConfigFault[] =>
    failure instanceof ConfigError ? failure.faults : [],
  );
  if (faults.length > 0) throw new ConfigError([...new Set(faults)]);
  logger.info({ event: 'process.started', node: process.version });
}

/** A face that comes up while the process ends goes down again. */
async function startFace(face: Adapter, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await face.start();
  if (signal.aborted) await face.close();
}

function toFailure(result: PromiseRejectedResult): unknown {
  return result.reason;
}

async function checkModel({ composition, logger, signal }: Lifecycle): Promise<void> {
  using deadline = createDeadline(MODEL_CHECK_MS, signal);
  try {
    await abortable(composition.checkModel(deadline.signal), deadline.signal);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    logger.warn({ event: 'model.unchecked', err: error });
  }
}

/**
 * Takes no new work from the first moment, even while the start lets go; lets running answers end, disconnects, closes the
 * state. At most 20 s. Meanwhile the journal is watched still, so that no other process takes the running answers for
 * lost. A process that cannot work as it is configured is gone within 5 s.
 *
 * @param ending `started` settles when {@link start} has ended, whatever came of it
 */
export async function stop(
  { composition, faces, journalWatch, logger }: Lifecycle,
  { isRejected, started }: { readonly isRejected: boolean; readonly started: Promise<void> },
): Promise<void> {
  const { tasks } = composition.twin.core;
  const graceMs = isRejected ? REJECTED_GRACE_MS : GRACE_MS;
  logger.info(
    { event: 'process.stopping', running: tasks.size },
    `ending; running answers get up to ${graceMs / 1000} s`,
  );
  await Promise.all([
    Promise.race([started.catch(() => undefined), sleep(LET_GO_MS, undefined, { ref: false })]),
    tasks.drain({ graceMs, abortMs: isRejected ? REJECTED_GRACE_MS : ABORT_MS }),
    journalWatch.settle(),
  ]);
  await Promise.allSettled(faces.map((face) => face.close()));
  journalWatch.close();
  await composition[Symbol.asyncDispose]();
  logger.info({ event: 'process.stopped' });
}

/** The index: a hosted one that is away is no reason not to start, and is tried again. */
async function prepare({
  composition,
  clock,
  logger,
  signal,
}: Omit<Lifecycle, 'faces' | 'journalWatch'>): Promise<void> {
  try {
    await composition.checkIndex(signal);
    await composition.prepare(signal);
    logger.info({ event: 'index.prepared' }, await composition.checkIndex(signal));
  } catch (error) {
    if (error instanceof ConfigError || signal.aborted) throw error;
    if (error instanceof InputError)
      throw new ConfigError([{ where: 'DATA_DIR', problem: error.message }], { cause: error });
    logger.error({ event: 'index.unprepared', retryAfterMs: RETRY_MS, err: error });
    void prepareLater({ composition, clock, logger, signal });
  }
}

async function prepareLater({
  composition,
  clock,
  logger,
  signal,
}: Omit<Lifecycle, 'faces' | 'journalWatch'>): Promise<void> {
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
