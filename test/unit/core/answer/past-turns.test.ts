import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Audience } from '../../../../src/core/audience.ts';
import type { AnswerDone } from '../../../../src/core/answer/answer-event.ts';
import { toConversationKey, toUserKey } from '../../../../src/core/turn.ts';
import type { TurnId } from '../../../../src/core/turn.ts';
import { modelDown } from '../../../fakes/scripted-generator.ts';
import { createTestCore, TEST_PROFILE } from '../../../fakes/test-core.ts';
import type { TestCore } from '../../../fakes/test-core.ts';

const MAYA = toUserKey('discord', '1');

let twin: TestCore;

beforeEach(async () => {
  twin = await createTestCore();
});

afterEach(() => twin[Symbol.asyncDispose]());

test('a turn is found with its question and the passages that its answer rests on', async () => {
  const { turnId, sources } = await ask('Where do you work, at Acme?');

  const past = await find(turnId);

  expect(past?.question).toBe('Where do you work, at Acme?');
  expect(past?.sources).toEqual(sources);
  expect(past?.sources[0]?.text).toContain('warehouse robots');
});

test('an answer that was given again has its passages, too', async () => {
  await ask('Where do you work, at Acme?');
  const { turnId, sources } = await ask('Where do you work, at Acme?', { user: '2' });

  const past = await find(turnId, { user: '2' });

  expect(twin.generator.prompts).toHaveLength(1);
  expect(past?.sources).toEqual(sources);
});

test('a turn that failed is found, and no follow-up leans on it', async () => {
  twin.generator.script = { deltas: ['Half an answer'], failWith: modelDown() };
  const { turnId } = await ask('Where do you work, at Acme?');
  twin.generator.script = { deltas: ['Whole [1].'] };

  await ask('And what are your skills there?');

  expect((await find(turnId))?.question).toBe('Where do you work, at Acme?');
  expect(JSON.stringify(twin.generator.prompts.at(-1)?.messages)).not.toContain('Half an answer');
});

test.each([
  ['another person', { user: '2' }],
  ['another place', { place: 'there' }],
  ['another audience', { audience: 'members' }],
] as const)('a turn is not found for %s', async (_name, other) => {
  const { turnId } = await ask('Where do you work, at Acme?');

  expect(await find(turnId, other)).toBeUndefined();
});

test('a passage that the files no longer say is left out and counted', async () => {
  const { turnId } = await ask('Where do you work, at Acme?');
  await twin.write('digitaltwin.json', JSON.stringify({ ...TEST_PROFILE, experience: [] }));
  await twin.ingest.ingest({ isDryRun: false, signal: AbortSignal.timeout(120_000) });

  const past = await find(turnId);

  expect(past).toMatchObject({ sources: [], withdrawnCount: 1 });
});

test('a turn that is forgotten is not found', async () => {
  const { turnId } = await ask('Where do you work, at Acme?');

  await twin.core.commands.forget({ face: 'discord', user: MAYA, userId: '1' });

  expect(await find(turnId)).toBeUndefined();
});

test('a question that is asked again is answered anew, as if it had not been answered', async () => {
  await ask('What are your skills?');
  const { turnId } = await ask('Where do you work, at Acme?');
  await ask('Do you know Rust?');
  twin.generator.script = { deltas: ['Anew [1].'] };

  const anew = await ask('Where do you work, at Acme?', { again: turnId });

  const history = twin.generator.prompts.at(-1)?.messages.map(({ content }) => content);
  expect(anew.text).toBe('Anew [1].');
  expect(history).toContain('What are your skills?');
  expect(history).not.toContain('Do you know Rust?');
  expect(history?.filter((content) => content === 'Where do you work, at Acme?')).toEqual([]);
});

interface Asker {
  readonly user?: string;
  readonly place?: string;
  readonly audience?: Audience;
}

async function ask(question: string, options: Asker & { readonly again?: TurnId } = {}): Promise<AnswerDone> {
  const turn = { ...toPlace(options), question };
  const answer = await twin.core.answers.ask(turn, { signal: new AbortController().signal, again: options.again });
  let done: AnswerDone | undefined;
  for await (const event of answer.events) if (event.type === 'done') done = event;
  if (done === undefined) throw new Error('The answer did not end with done.');
  return done;
}

function find(turnId: TurnId, asker: Asker = {}) {
  return twin.core.past.find(toPlace(asker), turnId);
}

function toPlace({ user: id = '1', place = 'here', audience = 'public' }: Asker) {
  const user = toUserKey('discord', id);
  return { face: 'discord', user, conversation: toConversationKey(user, place), audience } as const;
}
