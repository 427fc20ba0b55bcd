import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toAnswerKey, toSameWords } from '../../../../src/core/answer/answer-cache-key.ts';
import type { AnswerDone, AnswerEvent } from '../../../../src/core/answer/answer-event.ts';
import { fromStored, toStored } from '../../../../src/core/answer/cached-answer.ts';
import type { IndexVersion } from '../../../../src/core/state-store.ts';
import { toConversationKey, toUserKey } from '../../../../src/core/turn.ts';
import type { Turn } from '../../../../src/core/turn.ts';
import { createSignal } from '../../../../src/support/signal.ts';
import { passageOf } from '../../../fakes/passages.ts';
import { modelDown } from '../../../fakes/scripted-generator.ts';
import { createTestCore, TEST_PROFILE } from '../../../fakes/test-core.ts';
import type { TestCore } from '../../../fakes/test-core.ts';

describe('two questions are the same', () => {
  test.each([
    ['Where do you work?', '  where do YOU   work ?!'],
    ['Where do you work?', 'Hi, where do you work?'],
    ['Where do you work?', 'Hello there! Where do you work, please?'],
    ['Where do you work?', 'Please, where do you work'],
    ['Wo arbeitest du?', 'Hallo, wo arbeitest du bitte?'],
    ['What’s Switchyard?', "what's “Switchyard”"],
    ['Ｗｈａｔ is Rust?', 'What is rust'],
    ['你在哪里工作？', '你在哪里工作'],
    ['TypeScript, Rust: which?', 'TypeScript Rust – which?'],
  ])('%s and %s', (one, other) => {
    expect(toSameWords(other)).toBe(toSameWords(one));
  });
});

describe('two questions are not the same', () => {
  test.each([
    ['Do you know C?', 'Do you know C++?'],
    ['Do you know C?', 'Do you know C#?'],
    ['Do you know net?', 'Do you know .NET?'],
    ['What did you do in 1985?', 'What did you do in 1987?'],
    ['Is it 3.5?', 'Is it 35?'],
    ['Is it -5?', 'Is it 5?'],
    ['Do you like Rust?', 'Do you not like Rust?'],
    ['Did Acme hire Tin Can?', 'Did Tin Can hire Acme?'],
    ['Wo arbeitest du?', 'Where do you work?'],
    ['Was ist die Maß?', 'Was ist die Mass?'],
    ['Résumé?', 'Resume?'],
    ['Hello World project?', 'World project?'],
    ['Please?', 'Thanks?'],
  ])('%s and %s', (one, other) => {
    expect(toSameWords(other)).not.toBe(toSameWords(one));
  });

  test.each([
    ['audience', { audience: 'members' as const }],
    ['index', { indexName: 'upstash' }],
    ['writer', { writer: 'groq b' }],
    ['version', { version: versionOf({ number: 2 }) }],
    ['version that got the number of a lost one', { version: versionOf({ createdAt: 2 }) }],
  ])('with another %s', (_name, fields) => {
    const asked = {
      question: 'Where?',
      audience: 'public' as const,
      indexName: 'local',
      version: versionOf({}),
      writer: 'groq a',
    };

    expect(toAnswerKey({ ...asked, ...fields })).not.toBe(toAnswerKey(asked));
  });
});

describe('a question that was answered', () => {
  let twin: TestCore;

  beforeEach(async () => {
    twin = await createTestCore({ maxQuestions: 5 });
  });

  afterEach(() => twin[Symbol.asyncDispose]());

  test('is answered again with the same words and sources, under an id of its own, without the model', async () => {
    const first = await ask('Where do you work at Acme?');
    const second = await ask('hi, where do you work at ACME', { user: 'eve' });

    expect(twin.generator.prompts).toHaveLength(1);
    expect({ ...doneOf(second), turnId: '' }).toEqual({ ...doneOf(first), turnId: '' });
    expect(doneOf(second).turnId).not.toBe(doneOf(first).turnId);
    expect(second[0]).toEqual(first[0]);
    expect(deltasOf(second)).toBe(doneOf(second).text);
    expect(second.at(-1)).toBe(doneOf(second));
  });

  test('costs no tokens the second time, and is one line in the log all the same', async () => {
    await ask('Where do you work at Acme?');
    await ask('Where do you work at Acme?', { user: 'eve' });

    expect(twin.logger.of('answer.completed').map(({ fields }) => fields)).toMatchObject([
      { model: 'scripted-1', outcome: 'answered', promptTokens: 100 },
      { model: 'cache', outcome: 'answered', promptTokens: 0, completionTokens: 0 },
    ]);
  });

  test('counts against the limit of the one who asks again', async () => {
    await ask('Where do you work at Acme?');
    await ask('Where do you work at Acme?', { user: 'eve' });

    const quota = await twin.core.commands.quota({ face: 'web', user: toUserKey('web', 'eve'), userId: 'eve' });

    expect(quota).toContain('4 of 5');
  });

  test('is remembered in the conversation of the one who asks again', async () => {
    await ask('Where do you work at Acme?');
    await ask('Where do you work at Acme?', { user: 'eve' });
    await ask('And before that?', { user: 'eve' });

    expect(contentsOf(twin.generator.prompts.at(-1))).toContain('Scripted answer [1].');
  });

  test.each([
    ['another audience', 'Where do you work at Acme?', 'members'],
    ['another question', 'Where do you not work at Acme?', 'public'],
  ] as const)('is asked anew for %s', async (_name, question, audience) => {
    await ask('Where do you work at Acme?');
    await ask(question, { user: 'eve', audience });

    expect(twin.generator.prompts).toHaveLength(2);
  });

  test('is asked anew when files have changed', async () => {
    await ask('Where do you work at Acme?');
    await twin.write('digitaltwin.json', JSON.stringify({ ...TEST_PROFILE, languages: ['Portuguese'] }));
    await twin.ingest.ingest({ isDryRun: false, signal: AbortSignal.timeout(120_000) });

    await ask('Where do you work at Acme?', { user: 'eve' });

    expect(twin.generator.prompts).toHaveLength(2);
  });

  test('is given to somebody who has asked something else before', async () => {
    await ask('Where do you work at Acme?');
    await ask('What are your skills in Rust?', { user: 'eve' });
    await ask('Where do you work at Acme?', { user: 'eve' });

    expect(twin.generator.prompts).toHaveLength(2);
  });

  test('is asked anew where it leans on what was said before', async () => {
    await ask('And Acme?');
    await ask('What are your skills in Rust?', { user: 'eve' });
    await ask('And Acme?', { user: 'eve' });

    expect(twin.generator.prompts).toHaveLength(3);
  });

  test('with something said before is not kept for others', async () => {
    await ask('What are your skills in Rust?');
    await ask('Where do you work at Acme?');
    await ask('Where do you work at Acme?', { user: 'eve' });

    expect(twin.generator.prompts).toHaveLength(3);
  });

  test('that waited while something else was said is not kept for others', async () => {
    await using narrow = await createTestCore({ capacity: { maxRunning: 1, maxWaiting: 1 } });
    const writing = createSignal();
    const lookedUp = createSignal();
    const read = narrow.state.answers.read.bind(narrow.state.answers);
    let lookUpCount = 0;
    narrow.state.answers.read = async (...args) => {
      lookUpCount += 1;
      if (lookUpCount === 2) lookedUp.resolve();
      return read(...args);
    };
    narrow.generator.script = { deltas: ['Only for Maya [1].'], until: writing.promise };

    const first = collect(narrow, turnOf('What are your skills in Rust?', {}));
    const second = collect(narrow, turnOf('Where do you work at Acme?', {}));
    await lookedUp.promise;
    writing.resolve();
    await Promise.all([first, second]);
    await collect(narrow, turnOf('Where do you work at Acme?', { user: 'eve' }));

    expect(contentsOf(narrow.generator.prompts[1])).toContain('Only for Maya [1].');
    expect(narrow.generator.prompts).toHaveLength(3);
    expect(contentsOf(narrow.generator.prompts[2])).not.toContain('Only for Maya [1].');
  });

  test('leaves nothing in the store that tells what was asked', async () => {
    const written: unknown[] = [];
    const origins: unknown[] = [];
    twin.state.answers.write = async (key, answer, { origin }) => {
      written.push([key, answer]);
      origins.push(origin);
    };

    await ask('Where do you work at Acme, in unmistakable words?');

    expect(written).toHaveLength(1);
    expect(JSON.stringify(written)).not.toMatch(/unmistakable|web:maya/);
    expect(origins).toEqual([{ user: 'web:maya' }]);
  });

  test('survives a store that fails', async () => {
    twin.state.answers.read = async () => {
      throw new Error('disk full');
    };

    const events = await ask('Where do you work at Acme?');

    expect(doneOf(events).outcome).toBe('answered');
    expect(twin.logger.of('answer_cache.failed')).toHaveLength(1);
  });

  test('is asked anew when what was kept cannot be read', async () => {
    twin.state.answers.read = async () => ({ text: 'of another release' });

    const events = await ask('Where do you work at Acme?');

    expect(doneOf(events).text).toBe('Scripted answer [1].');
  });

  async function ask(question: string, asker: Asker = {}): Promise<readonly AnswerEvent[]> {
    return collect(twin, turnOf(question, asker));
  }
});

test.each([
  ['small one', 100, true],
  ['one that is too large', 64_000, false],
])('of answers a %s is kept or not', (_name, length, isKept) => {
  const stored = toStored({ audience: 'public', text: 'x'.repeat(length), passages: [passageOf({})], sources: [] });

  expect(stored !== undefined).toBe(isKept);
  expect(stored === undefined ? undefined : fromStored(stored)?.text.length).toBe(isKept ? length : undefined);
});

describe('what is no whole answer is not kept', () => {
  test.each([
    ['that the model breaks off', { deltas: ['Half'], failWith: modelDown() }],
    ['that quotes files instead of the model', { deltas: [], failWith: modelDown() }],
    ['that the files do not give', { deltas: ['[[unknown]] I do not know.'] }],
  ])('an answer %s', async (_name, script) => {
    await using twin = await createTestCore();
    let writeCount = 0;
    twin.state.answers.write = async () => void (writeCount += 1);
    twin.generator.script = script;

    await collect(twin, turnOf('Where do you work at Acme?', {}));

    expect(writeCount).toBe(0);
  });
});

interface Asker {
  readonly user?: string;
  readonly audience?: Turn['audience'];
}

function turnOf(question: string, { user = 'maya', audience = 'public' }: Asker): Turn {
  const key = toUserKey('web', user);
  return { face: 'web', user: key, conversation: toConversationKey(key, 'here'), question, audience };
}

async function collect({ core }: TestCore, turn: Turn): Promise<readonly AnswerEvent[]> {
  const events: AnswerEvent[] = [];
  const answer = await core.answers.ask(turn, { signal: AbortSignal.timeout(120_000) });
  for await (const event of answer.events) events.push(event);
  return events;
}

function doneOf(events: readonly AnswerEvent[]): AnswerDone {
  const done = events.at(-1);
  if (done?.type !== 'done') throw new Error('The answer did not end with done.');
  return done;
}

function deltasOf(events: readonly AnswerEvent[]): string {
  return events.map((event) => (event.type === 'delta' ? event.text : '')).join('');
}

function contentsOf(prompt: TestCore['generator']['prompts'][number] | undefined): readonly string[] {
  return (prompt?.messages ?? []).map(({ content }) => content);
}

function versionOf(fields: Partial<IndexVersion>): IndexVersion {
  const persona = { name: 'Maya', headline: '', suggestions: [] };
  return { number: 1, createdAt: 1, chunkIds: [], persona, hosts: [], thresholds: {}, ...fields };
}
