import { describe, expect, test } from 'vitest';
import { BudgetSpentError, UpstreamError } from '../../../../src/core/errors.ts';
import type { UpstreamKind } from '../../../../src/core/errors.ts';
import { estimateTokens } from '../../../../src/core/limits/estimate-usage.ts';
import { meterGenerator } from '../../../../src/core/limits/metered-generator.ts';
import { createTokenBudget } from '../../../../src/core/limits/token-budget.ts';
import type { CounterStore } from '../../../../src/core/state-store.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';
import { createScriptedGenerator } from '../../../fakes/scripted-generator.ts';
import { passageOf } from '../../../fakes/passages.ts';

const QUESTION = 'What do you build at Acme, and since when?';
const PROMPT = {
  messages: [{ role: 'user', content: QUESTION } as const],
  question: 'What do you build?',
  passages: [passageOf({})],
};
const PROMPT_TOKENS = estimateTokens(QUESTION);

describe('a metered model', () => {
  test('costs what its service says', async () => {
    const world = open();

    await world.write();

    expect(await world.spent()).toBe(103);
  });

  test('is charged in advance for what it is expected to use', async () => {
    const world = open();
    world.generator.script = { deltas: ['one', 'two'], intervalMs: 60_000 };
    const stream = world.stream();
    await stream.next();

    expect(await world.spent()).toBe(PROMPT_TOKENS + 400);
    await stream.return(undefined);
  });

  test.each<UpstreamKind>(['timeout', 'bad_response'])('that fails with %s costs its prompt', async (kind) => {
    const world = open();
    world.generator.script = { deltas: [], failWith: failure(kind) };

    await expect(world.write()).rejects.toMatchObject({ kind });

    expect(await world.spent()).toBe(PROMPT_TOKENS);
  });

  test.each<UpstreamKind>(['rate_limited', 'unavailable', 'auth', 'not_found'])(
    'that fails with %s before its first word costs nothing',
    async (kind) => {
      const world = open();
      world.generator.script = { deltas: [], failWith: failure(kind) };

      await expect(world.write()).rejects.toMatchObject({ kind });

      expect(await world.spent()).toBe(0);
    },
  );

  test('whose stream breaks off costs its prompt and what it had written', async () => {
    const world = open();
    world.generator.script = { deltas: ['Half an answer, '], failWith: failure('unavailable') };

    await expect(world.write()).rejects.toMatchObject({ kind: 'unavailable' });

    expect(await world.spent()).toBe(PROMPT_TOKENS + estimateTokens('Half an answer, '));
  });

  test('that is given up costs its prompt and what it had written', async () => {
    const world = open();
    world.generator.script = { deltas: ['Half an answer, ', 'more'], intervalMs: 60_000 };
    const gone = new AbortController();
    const stream = world.stream(gone.signal);
    await stream.next();
    const rest = stream.next();
    gone.abort(new Error('gone'));
    await expect(rest).rejects.toThrow('aborted');

    expect(await world.spent()).toBe(PROMPT_TOKENS + estimateTokens('Half an answer, '));
  });

  test('is not asked once the budget is spent, and that costs nothing', async () => {
    const world = open({ dailyTokens: 100 });
    await world.write();

    await expect(world.write()).rejects.toBeInstanceOf(BudgetSpentError);

    expect(world.generator.prompts).toHaveLength(1);
    expect(await world.spent()).toBe(103);
  });

  test('may be asked again after midnight UTC', async () => {
    const world = open({ dailyTokens: 100 });
    await world.write();
    await world.clock.advance(12 * 60 * 60_000);

    await expect(world.write()).resolves.toBeUndefined();
  });

  test('is charged on the day on which it was asked', async () => {
    const world = open();
    const { signal } = new AbortController();
    const stream = world.stream(signal);
    await stream.next();
    await world.clock.advance(12 * 60 * 60_000);
    for await (const _event of stream);

    // The correction of a reservation goes where the reservation went.
    expect(await world.spent()).toBe(0);
  });

  test('may spend a tenth of the budget while the store is away, not everything', async () => {
    const world = open({ dailyTokens: 2000, isStoreAway: true });

    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => world.write()));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(world.logger.of('budget.uncounted').length).toBeGreaterThan(0);
  });
});

function open({ dailyTokens = 0, isStoreAway = false } = {}) {
  const clock = createFakeClock();
  const logger = createRecordedLogger();
  const counters = isStoreAway ? createAwayCounters() : createCounters();
  const budget = createTokenBudget({ counters, clock, logger, dailyTokens });
  const generator = createScriptedGenerator();
  const metered = meterGenerator(generator, budget);
  const stream = (signal: AbortSignal = new AbortController().signal) =>
    metered.generate(PROMPT, { signal })[Symbol.asyncIterator]();
  return {
    clock,
    logger,
    generator,
    spent: async () => (await budget.state()).spentTokens,
    stream: (signal?: AbortSignal) => toGenerator(stream(signal)),
    async write() {
      for await (const _event of metered.generate(PROMPT, { signal: new AbortController().signal }));
    },
  };
}

async function* toGenerator<T>(iterator: AsyncIterator<T>): AsyncGenerator<T, void> {
  try {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

function createCounters(): CounterStore {
  const sums = new Map<string, number>();
  return {
    async add(key, amount) {
      const sum = (sums.get(key) ?? 0) + amount;
      sums.set(key, sum);
      return sum;
    },
    read: async (key) => sums.get(key) ?? 0,
  };
}

function createAwayCounters(): CounterStore {
  const away = async (): Promise<number> => {
    throw new UpstreamError({ service: 'redis', kind: 'unavailable', message: 'Redis is away.' });
  };
  return { add: away, read: away };
}

function failure(kind: UpstreamKind): UpstreamError {
  return new UpstreamError({ service: 'groq', kind, message: 'It failed.' });
}
