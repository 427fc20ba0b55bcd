import type { CallBudget, StreamCalls } from './call-budget.ts';

/** The streams that one reply takes from the budget, until each is counted or given back. */
export interface StreamTaker {
  /** Takes the calls of the next stream; gives whether they are there. */
  prepare(): Promise<boolean>;
  /** What was prepared is used: from here on its stop is to be counted. Gives nothing when there is none. */
  begin(): Promise<StreamCalls | undefined>;
  /** What was prepared is not used. */
  release(): Promise<void>;
  /** Nothing more is called: counts the stops of all that were begun, even where their end was lost. */
  settle(): Promise<void>;
}

/** Takes from `budget`. */
export function createStreamTaker(budget: CallBudget): StreamTaker {
  let prepared: StreamCalls | undefined;
  const begun: StreamCalls[] = [];

  const prepare = async (): Promise<boolean> => {
    prepared ??= await budget.takeStream();
    return prepared !== undefined;
  };
  const release = async (): Promise<void> => {
    await prepared?.release();
    prepared = undefined;
  };

  return {
    prepare,
    release,
    async begin() {
      await prepare();
      const stream = prepared;
      prepared = undefined;
      if (stream !== undefined) begun.push(stream);
      return stream;
    },
    async settle() {
      await release();
      for (const stream of begun.splice(0)) await stream.stopped();
    },
  };
}
