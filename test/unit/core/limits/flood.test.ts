import { afterEach, expect, test } from 'vitest';
import type { AnswerDone } from '../../../../src/core/answer/answer-event.ts';
import { RateLimitedError } from '../../../../src/core/errors.ts';
import { toConversationKey, toUserKey } from '../../../../src/core/turn.ts';
import { createSignal } from '../../../../src/support/signal.ts';
import { createTestCore } from '../../../fakes/test-core.ts';
import type { TestCore, TestCoreOptions } from '../../../fakes/test-core.ts';

let twin: TestCore;

afterEach(() => twin[Symbol.asyncDispose]());

test('a flood of 1,000 people spends at most the budget and what was under way when it was reached', async () => {
  const dailyTokens = 20_000;
  const maxRunning = 20;
  await flood({ dailyTokens, capacity: { maxRunning, maxWaiting: 1000 } }, 1000);

  const spent = await spentToday();
  const perAnswer = 103;

  expect(spent).toBe(twin.generator.prompts.length * perAnswer);
  expect(spent).toBeGreaterThan(dailyTokens / 2);
  expect(spent).toBeLessThanOrEqual(dailyTokens + maxRunning * perAnswer);
});

test('of 500 people at once as many are answered as there is room for, and the others are told before any of them has an answer', async () => {
  const { done, refused } = await flood({ capacity: { maxRunning: 50, maxWaiting: 100 } }, 500, 350);

  expect(done).toHaveLength(150);
  expect(done.every(({ outcome }) => outcome === 'answered')).toBe(true);
  expect(refused).toHaveLength(350);
  expect(refused.every(({ error }) => error instanceof RateLimitedError && error.scope === 'busy')).toBe(true);
  expect(refused.map(({ doneCount }) => doneCount)).toEqual(refused.map(() => 0));
});

test('whoever is told to come back has all of their questions still', async () => {
  await flood({ maxQuestions: 3, capacity: { maxRunning: 1, maxWaiting: 0 } }, 2, 1);

  const left = await Promise.all([0, 1].map((at) => quotaOf(at)));

  expect(left).toEqual([expect.stringContaining('2 of 3'), expect.stringContaining('3 of 3')]);
});

interface Refused {
  readonly error: unknown;
  /** How many had their answer by then. */
  readonly doneCount: number;
}

/** So many people ask something else each, all at the same time. The model is silent until so many are refused. */
async function flood(
  options: TestCoreOptions,
  count: number,
  silentUntil = 0,
): Promise<{ readonly done: readonly AnswerDone[]; readonly refused: readonly Refused[] }> {
  twin = await createTestCore(options);
  const speaks = createSignal();
  twin.generator.script = { deltas: ['Robots', ', mostly', ' [1].'], until: speaks.promise };
  const done: AnswerDone[] = [];
  const refused: Refused[] = [];
  if (silentUntil === 0) speaks.resolve();
  await Promise.all(
    Array.from({ length: count }, async (_none, at) => {
      try {
        done.push(await ask(at));
      } catch (error) {
        refused.push({ error, doneCount: done.length });
        if (refused.length >= silentUntil) speaks.resolve();
      }
    }),
  );
  return { done, refused };
}

async function ask(at: number): Promise<AnswerDone> {
  const user = userOf(at);
  const turn = {
    face: 'web',
    user,
    conversation: toConversationKey(user, 'here'),
    question: `What do you build at Acme Robotics, asks number ${at}?`,
    audience: 'public',
  } as const;
  const answer = await twin.core.answers.ask(turn, { signal: new AbortController().signal });
  for await (const event of answer.events) if (event.type === 'done') return event;
  throw new Error('The answer has no end.');
}

function userOf(at: number) {
  return toUserKey('web', `person-${at}`);
}

function quotaOf(at: number): Promise<string> {
  return twin.core.commands.quota({ face: 'web', user: userOf(at), userId: `person-${at}` });
}

async function spentToday(): Promise<number> {
  return twin.state.counters.read(`tokens:${new Date().toISOString().slice(0, 10)}`);
}
