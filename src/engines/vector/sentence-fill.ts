import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { abortable } from '../../support/abortable.ts';
import type { Cancellable, Clock, Logger } from '../../core/ports.ts';
import type { Chunk } from '../../core/profile/chunk.ts';
import { createBackground } from './background.ts';
import type { ChunkVectors } from './chunk-vectors.ts';

/** Embeds the sentences of chunks while nobody asks: they order what is found, which works without them. */
export interface SentenceFill extends AsyncDisposable {
  /** Of how many chunks the sentences may be missing. */
  readonly pendingCount: number;
  /** Takes these on; nothing happens before {@link SentenceFill.start}. */
  add(chunks: readonly Chunk[]): void;
  remove(chunk: Chunk): void;
  /** Begins, or goes on after a failure. */
  start(): void;
  /** Rests from now on for a moment: somebody needs the model. */
  giveWay(): void;
  /**
   * Resolves when nothing is missing any more, without ever resting.
   *
   * @throws {Error} the embedder or the cache failed
   */
  finish(options: Cancellable): Promise<void>;
}

/** What it works with. */
export interface SentenceFillOptions {
  readonly source: ChunkVectors;
  readonly clock: Clock;
  readonly logger: Logger | undefined;
}

/** Longer than it takes from one question of a calibration to the next, also on a busy machine. */
const QUIET_MS = 5000;
/** Chunks that are looked up in the cache at once. */
const PAGE_SIZE = 20;
/** A question that comes in between waits for so many sentences, some 50 ms. */
const BATCH_SIZE = 2;

/** Makes one that has nothing to do yet. */
export function createSentenceFill({ source, clock, logger }: SentenceFillOptions): SentenceFill {
  const pending = new Set<Chunk>();
  const background = createBackground((err) =>
    logger?.debug({ event: 'sentences.missing', chunkCount: pending.size, err }),
  );
  let quietAt = 0;

  const rest = async (): Promise<void> => {
    for (let ms = quietAt - clock.now(); ms > 0; ms = quietAt - clock.now()) await clock.sleep(ms, background.signal);
  };

  const fillPage = async (signal: AbortSignal, pause: () => Promise<void>): Promise<void> => {
    const page = [...pending].slice(0, PAGE_SIZE);
    try {
      const missing = await source.missingSentences(page);
      for (let start = 0; start < missing.length; start += BATCH_SIZE) {
        await pause();
        signal.throwIfAborted();
        await source.fillTexts(missing.slice(start, start + BATCH_SIZE), { signal });
      }
      for (const chunk of page) pending.delete(chunk);
    } catch (error) {
      // The others go first next time: one text that the model cannot take holds up none of them.
      for (const chunk of page) if (pending.delete(chunk)) pending.add(chunk);
      throw error;
    }
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    while (pending.size > 0) {
      await rest();
      await fillPage(signal, rest);
      // An embedded cache that knows all of them answers without ever letting go.
      await yieldToOthers();
    }
  };

  const giveWay = (): void => {
    quietAt = clock.now() + QUIET_MS;
  };

  return {
    get pendingCount() {
      return pending.size;
    },
    add(chunks) {
      for (const chunk of chunks) if (source.mayHaveSentences(chunk)) pending.add(chunk);
    },
    remove: (chunk) => void pending.delete(chunk),
    start() {
      if (pending.size === 0) return;
      background.start((signal) => {
        giveWay();
        return run(signal);
      });
    },
    giveWay,
    async finish({ signal }) {
      while (pending.size > 0)
        await abortable(
          fillPage(AbortSignal.any([signal, background.signal]), async () => {}),
          signal,
        );
    },
    [Symbol.asyncDispose]: () => background[Symbol.asyncDispose](),
  };
}
