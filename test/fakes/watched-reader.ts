import { setTimeout as sleep } from 'node:timers/promises';
import { createRetriever } from '../../src/core/answer/retriever.ts';
import type { VectorIndex } from '../../src/core/ports.ts';
import type { VersionStore } from '../../src/core/state-store.ts';

/** Somebody who asks again and again, and what he was told. */
export interface WatchedReader {
  /** How often he was answered. */
  readonly answerCount: () => number;
  /** Every state of the knowledge that an answer showed, in order of their first appearance; a mixture is `a+b`. */
  readonly states: readonly string[];
  /** What went wrong with a question. */
  readonly failures: readonly unknown[];
  /** Asks once more, in any case, and gives the state that it showed. */
  ask(): Promise<string>;
  /** Asks no more. */
  end(): Promise<void>;
}

/** How he asks, and how he tells states apart. */
export interface WatchedReaderOptions {
  readonly index: VectorIndex;
  readonly versions: VersionStore;
  readonly question: string;
  /** The state that a passage is of. */
  readonly toState: (text: string) => string;
}

/** Short against any step of an ingest, long enough to leave it some time. */
const PAUSE_MS = 5;

/** Starts asking through the retriever, as an answer does. */
export function startReader({ index, versions, question, toState }: WatchedReaderOptions): WatchedReader {
  const retriever = createRetriever({ index, versions, topK: 8 });
  const { signal } = new AbortController();
  const states: string[] = [];
  const failures: unknown[] = [];
  let answerCount = 0;
  let isEnding = false;

  const ask = async (): Promise<string> => {
    const { passages } = await retriever.retrieve(question, { history: [], filter: { audience: 'owner' }, signal });
    const state = [...new Set(passages.map(({ chunk }) => toState(chunk.text)))].sort().join('+');
    if (!states.includes(state)) states.push(state);
    answerCount += 1;
    return state;
  };
  const asking = (async () => {
    while (!isEnding) {
      await ask().catch((error: unknown) => failures.push(error));
      await sleep(PAUSE_MS);
    }
  })();

  return {
    answerCount: () => answerCount,
    states,
    failures,
    ask,
    async end() {
      isEnding = true;
      await asking;
    },
  };
}
