import type { Adapter } from './core/adapter.ts';
import { UpstreamError } from './core/errors.ts';
import type { Intake } from './core/intake/intake.ts';
import { logFailure } from './core/log-failure.ts';
import type { Clock, Logger } from './core/ports.ts';
import type { JournalEntry, JournalStore } from './core/state-store.ts';

/** Looks after the journal while the process runs. */
export interface JournalWatch {
  /** Takes over no more, and resolves when nothing is being ended, or after a moment. What is left is for the next process. */
  settle(): Promise<void>;
  /** Ends the watch: other processes may take over what is left. */
  close(): void;
}

/** What the watch works with. */
export interface JournalWatchOptions {
  readonly journal: JournalStore;
  /** Its lease is renewed, what it left is ended, and what it has is given up in the end. */
  readonly intake: Pick<Intake, 'renew' | 'release' | 'takeLeft'>;
  /** Only what was asked on these is taken over. */
  readonly faces: readonly Adapter[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborted when the process begins to end: from then on nothing is taken over, but running answers stay its own. */
  readonly signal: AbortSignal;
}

/** A third of a lease, so that a slow answer of the store costs nothing. */
const WATCH_EVERY_MS = 1500;
/** A platform that is away, or refuses, is tried again this often at first. */
const FIRST_RETRY_MS = 5000;
const MAX_RETRY_MS = 10 * 60_000;
/** How long a process that ends waits for notes that are being written. */
const SETTLE_WITHIN_MS = 2000;

/**
 * Renews the lease on the answers of this process, and ends what could not be shown in time, and what processes left
 * behind that do not run any more: those before it, and those beside it. A message is ended within seconds, whoever dies.
 */
export function watchJournal(options: JournalWatchOptions): JournalWatch {
  const { journal, intake, faces, clock, logger, signal } = options;
  const closing = new AbortController();
  const finishing = new Set<Promise<void>>();
  const names = faces.map(({ name }) => name);

  const look = async (): Promise<void> => {
    await intake.renew();
    if (signal.aborted) return;
    const entries = [...(await stillOwn(journal, intake.takeLeft())), ...(await journal.takeOver(names))];
    for (const entry of entries) {
      const finished = finishEntry(options, entry).catch((error: unknown) => {
        logFailure(logger, { event: 'journal.unfinished', turnId: entry.turnId, face: entry.face, err: error });
      });
      finishing.add(finished);
      void finished.then(() => finishing.delete(finished));
    }
  };
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await look().catch((error: unknown) => {
        if (!closing.signal.aborted) logger.warn({ event: 'journal.unwatched', err: error });
      });
      await clock.sleep(WATCH_EVERY_MS, closing.signal).catch(() => undefined);
    }
  };
  void run();

  return {
    async settle() {
      const tooLong = clock.sleep(SETTLE_WITHIN_MS, closing.signal).catch(() => undefined);
      await Promise.race([Promise.all(finishing), tooLong]);
    },
    close() {
      closing.abort();
      intake.release();
    },
  };
}

/** Leaves out what was taken over meanwhile, and whose person asked to be forgotten. */
async function stillOwn(journal: JournalStore, left: readonly JournalEntry[]): Promise<readonly JournalEntry[]> {
  if (left.length === 0) return [];
  const known = new Set((await journal.list()).map(({ turnId }) => turnId));
  const isOwn = await Promise.all(left.map((entry) => journal.put(entry)));
  return left.filter(({ turnId }, at) => known.has(turnId) && isOwn[at] === true);
}

/** Goes on for as long as the platform lets the message be changed, and trying may help. */
async function finishEntry(
  { journal, faces, clock, logger, signal }: JournalWatchOptions,
  entry: JournalEntry,
): Promise<void> {
  const { turnId, face: name, expiresAt } = entry;
  const adapter = faces.find((face) => face.name === name);
  for (let backOffMs = FIRST_RETRY_MS; clock.now() < expiresAt; backOffMs = Math.min(backOffMs * 2, MAX_RETRY_MS)) {
    let waitMs = backOffMs;
    try {
      await adapter?.finish(entry);
      logger.info({ event: 'journal.finished', turnId, face: name });
      break;
    } catch (error) {
      logFailure(logger, { event: 'journal.unfinished', turnId, face: name, err: error });
      if (!mayPass(error)) break;
      // A platform that says when is asked again just then: people look at a half-written message meanwhile.
      if (error.retryAfterMs !== undefined) waitMs = Math.min(error.retryAfterMs, MAX_RETRY_MS);
    }
    await clock.sleep(waitMs, signal).catch(() => undefined);
    if (signal.aborted) return;
  }
  await journal.remove(turnId);
}

/** A refused token may be mended, and then the message still be ended. */
function mayPass(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && (error.isPassing || error.kind === 'auth');
}
