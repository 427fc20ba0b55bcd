import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AnswerDone, AnswerEvent } from '../../../../src/core/answer/answer-event.ts';
import type { Answer } from '../../../../src/core/answer/answer-service.ts';
import { toConversationKey, toUserKey } from '../../../../src/core/turn.ts';
import type { TurnId } from '../../../../src/core/turn.ts';
import { toDeltas } from '../../../fakes/scripted-generator.ts';
import { createTestCore } from '../../../fakes/test-core.ts';
import type { TestCore } from '../../../fakes/test-core.ts';

const MAYA = toUserKey('discord', '1');
const NOTE = '_Stopped here on request._';

let twin: TestCore;

beforeEach(async () => {
  twin = await createTestCore();
});

afterEach(() => twin[Symbol.asyncDispose]());

test('an answer that is stopped keeps what was written, with a note and its sources', async () => {
  twin.generator.script = { deltas: ['I work at Acme [1] ', 'and so on'], intervalMs: 60_000 };
  const answer = await ask('Where do you work, at Acme?');

  const done = await readUntilStop(answer);

  expect(done).toMatchObject({ outcome: 'stopped', text: `I work at Acme [1] \n\n${NOTE}` });
  expect(done.sources.map(({ number }) => number)).toEqual([1]);
  expect(twin.logger.of('answer.completed')[0]?.fields).toMatchObject({ outcome: 'stopped' });
  expect(twin.logger.of('answer.failed')).toEqual([]);
});

test('an answer that is stopped before its first word is the note alone', async () => {
  twin.generator.script = { deltas: ['late'], firstMs: 60_000 };
  const answer = await ask('Where do you work, at Acme?');

  const done = await readUntilStop(answer, ({ type }) => type === 'passages');

  expect(done).toMatchObject({ outcome: 'stopped', text: NOTE, sources: [] });
});

test('what is stopped is neither given again nor looked back on', async () => {
  twin.generator.script = { deltas: ['Half of it', ' and so on'], intervalMs: 60_000 };
  await readUntilStop(await ask('Where do you work, at Acme?'));
  twin.generator.script = { deltas: ['Whole [1].'] };

  const again = await read(await ask('Where do you work, at Acme?'));

  expect(again.text).toBe('Whole [1].');
  expect(JSON.stringify(twin.generator.prompts.at(-1)?.messages)).not.toContain('Half of it');
});

test('what was written until the stop is counted in the budget', async () => {
  await using poor = await createTestCore({ dailyTokens: 10 });
  poor.generator.script = { deltas: toDeltas('A rather long beginning. '.repeat(4)), intervalMs: 5 };
  await readUntilStop(await ask('Where do you work, at Acme?', poor), undefined, poor);

  const next = await read(await ask('What are your skills?', poor));

  expect(next.text).toContain('budget for the language model is used up');
  expect(poor.generator.prompts).toHaveLength(1);
});

test('only an answer that is being written can be stopped, and once', async () => {
  twin.generator.script = { deltas: ['One ', 'two [1].'], intervalMs: 60_000 };
  const answer = await ask('Where do you work, at Acme?');
  const { turnId } = answer;
  const before = twin.core.running.stop(turnId);

  const { stops } = await readAndStopTwice(answer);

  expect(before).toBe(false);
  expect(stops).toEqual([true, false]);
  expect(twin.core.running.asker(turnId)).toBeUndefined();
});

test('says who asked while the answer is written', async () => {
  const askers: unknown[] = [];
  const answer = await ask('Where do you work, at Acme?');

  for await (const event of answer.events) if (event.type === 'delta') askers.push(asker(answer.turnId));

  expect(new Set(askers)).toEqual(new Set([MAYA]));
  expect(asker(answer.turnId)).toBeUndefined();
});

function asker(turnId: TurnId): string | undefined {
  return twin.core.running.asker(turnId);
}

function ask(question: string, { core } = twin): Promise<Answer> {
  const conversation = toConversationKey(MAYA, 'here');
  const turn = { face: 'discord', user: MAYA, conversation, question, audience: 'public' } as const;
  return core.answers.ask(turn, { signal: new AbortController().signal });
}

async function readUntilStop(
  answer: Answer,
  isTime = ({ type }: AnswerEvent): boolean => type === 'delta',
  { core } = twin,
): Promise<AnswerDone> {
  let done: AnswerDone | undefined;
  for await (const event of answer.events) {
    if (event.type === 'done') done = event;
    else if (isTime(event)) core.running.stop(answer.turnId);
  }
  if (done === undefined) throw new Error('The answer did not end with done.');
  return done;
}

async function readAndStopTwice(answer: Answer): Promise<{ readonly stops: readonly boolean[] }> {
  const stops: boolean[] = [];
  await readUntilStop(answer, ({ type }) => {
    const isFirst = type === 'delta' && stops.length === 0;
    if (isFirst) stops.push(twin.core.running.stop(answer.turnId), twin.core.running.stop(answer.turnId));
    return false;
  });
  return { stops };
}

function read(answer: Answer): Promise<AnswerDone> {
  return readUntilStop(answer, () => false);
}
