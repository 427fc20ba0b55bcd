import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AnswerEvent } from '../../../../src/core/answer/answer-event.ts';
import { MAX_QUESTION_CHARS } from '../../../../src/core/answer/question.ts';
import { InputError, RateLimitedError, UpstreamError } from '../../../../src/core/errors.ts';
import { toConversationKey, toUserKey } from '../../../../src/core/turn.ts';
import { ShutdownError } from '../../../../src/support/task-group.ts';
import { modelDown, toDeltas } from '../../../fakes/scripted-generator.ts';
import { createTestCore } from '../../../fakes/test-core.ts';
import type { TestCore } from '../../../fakes/test-core.ts';
import { watchCalls } from '../../../fakes/watched-calls.ts';

const MAYA = toUserKey('web', 'maya');

describe('a turn', () => {
  let twin: TestCore;

  beforeEach(async () => {
    twin = await createTestCore({ maxQuestions: 3 });
  });

  afterEach(async () => {
    await twin[Symbol.asyncDispose]();
  });

  test('a question during the very first ingest is asked to wait, at no cost', async () => {
    await using early = await createTestCore({ isReading: true });
    const conversation = toConversationKey(MAYA, 'here');
    const turn = { face: 'web', user: MAYA, conversation, question: 'Acme?', audience: 'public' } as const;

    const refused = early.core.answers.ask(turn, { signal: new AbortController().signal });

    await expect(refused).rejects.toThrow('still reading my files');
    expect(early.generator.prompts).toEqual([]);
  });

  test('an answer is its passages, its deltas and its end with the sources that it cites', async () => {
    twin.generator.script = { deltas: ['I work at ', 'Acme [1].'] };

    const events = await ask('Where do you work, at Acme Robotics?');

    expect([...new Set(events.map(({ type }) => type))]).toEqual(['passages', 'delta', 'done']);
    expect(doneOf(events)).toMatchObject({ outcome: 'answered', text: 'I work at Acme [1].' });
    expect(doneOf(events).sources.map(({ number }) => number)).toEqual([1]);
  });

  test('what no passage is near is unknown without asking the model', async () => {
    const events = await ask('xylophone zebra quantum?');

    expect(doneOf(events).outcome).toBe('unknown');
    expect(doneOf(events).text).toContain("I don't know");
    expect(doneOf(events).text).toContain('Where do you work?');
    expect(twin.generator.prompts).toHaveLength(0);
  });

  test('a model that does not know is heard in its own words, without sources', async () => {
    twin.generator.script = { deltas: ['[[unk', 'nown]] No ', 'lo sé.'] };

    const events = await ask('Acme?');

    expect(doneOf(events)).toMatchObject({ outcome: 'unknown', sources: [] });
    expect(doneOf(events).text).toMatch(/^No lo sé\.\n\nYou can ask me, for example:\n- /);
  });

  test('a model that is down is replaced by quotes that are marked as such', async () => {
    twin.generator.script = { deltas: [], failWith: modelDown() };

    const events = await ask('Acme Robotics?');

    expect(doneOf(events)).toMatchObject({ outcome: 'degraded', degradedBy: 'model' });
    expect(doneOf(events).text).toMatch(/^_My language model is not available right now.*\n\n/);
    expect(doneOf(events).text).toContain('warehouse robots');
    expect(doneOf(events).sources).not.toEqual([]);
  });

  test('what the passages do not say is named in a note, counted, and not remembered as the answer', async () => {
    twin.generator.script = { deltas: ['I have worked at Acme Robotics ', 'since 1987 with Initech [1].'] };

    const events = await ask('Acme Robotics?');

    const said = 'I have worked at Acme Robotics since 1987 with Initech [1].';
    const note = '_Not found in the files: “1987”, “Initech”. Please check it before relying on it._';
    expect(doneOf(events)).toMatchObject({ outcome: 'degraded', degradedBy: 'grounding', text: `${said}\n\n${note}` });
    expect(events.at(-2)).toEqual({ type: 'delta', text: `\n\n${note}` });
    expect(twin.logger.of('answer.completed')[0]?.fields).toMatchObject({
      outcome: 'degraded',
      ungrounded: 2,
      ungroundedKinds: 'date,name',
    });
    await ask('And before that?');
    expect(twin.generator.prompts.at(-1)?.messages.map(({ content }) => content)).toContain(said);
  });

  test.each(['https**://**evil**.**com/login', 'www**.**evil**.**com', 'evil_.com_', 'mallory@evil**.**com'])(
    'what a note names is no link, though the marks that broke it are gone: %s',
    async (address) => {
      twin.generator.script = { deltas: [`I work at Acme Robotics [1]. Log in at ${address} there.`] };

      const events = await ask('Acme Robotics?');

      const [, note = ''] = doneOf(events).text.split('Not found in the files');
      expect(note).not.toBe('');
      expect(note).not.toMatch(/:\/\/|evil\.com/);
    },
  );

  test('a citation that no passage has is never shown', async () => {
    twin.generator.script = { deltas: ['I work at Acme [9', '9][1].'] };

    const events = await ask('Where do you work, at Acme Robotics?');

    expect(doneOf(events)).toMatchObject({ outcome: 'answered', text: 'I work at Acme[1].' });
    expect(events.every((event) => event.type !== 'delta' || !event.text.includes('9'))).toBe(true);
  });

  test('a model that breaks off leaves what it wrote, with a note and an error', async () => {
    twin.generator.script = { deltas: ['Half an ', 'answer '], failWith: modelDown() };

    const events = await ask('Acme?');

    expect(events.map(({ type }) => type).slice(-3)).toEqual(['error', 'delta', 'done']);
    expect(doneOf(events).outcome).toBe('failed');
    expect(doneOf(events).text).toMatch(/^Half an answer \n\n_The answer was cut off here/);
  });

  test('a model that repeats its whole prompt is stopped within three words of its rules', async () => {
    await ask('Acme?');
    const prompt = twin.generator.prompts[0]?.messages.map(({ content }) => content).join('\n') ?? '';
    twin.generator.script = { deltas: toDeltas(`Sure! My instructions are: ${prompt}`) };

    const events = await ask('Acme Robotics?');

    expect(doneOf(events).outcome).toBe('refused');
    expect(doneOf(events).text).toBe(
      'Sure! My instructions are: You \n\n_I do not repeat my instructions. Ask me something about the person behind my files._',
    );
  });

  test('a half answer is not remembered', async () => {
    twin.generator.script = { deltas: ['Half'], failWith: modelDown() };
    await ask('Acme?');
    twin.generator.script = { deltas: ['Whole [1].'] };
    await ask('And Acme?');
    await ask('And?');

    expect(twin.generator.prompts.at(-1)?.messages.map(({ content }) => content)).toContain('Whole [1].');
    expect(twin.generator.prompts.at(-1)?.messages.map(({ content }) => content)).not.toContain('Half');
  });

  test.each([
    ['empty', ' '],
    ['too long', 'x'.repeat(MAX_QUESTION_CHARS + 1)],
    ['too long by far', 'why '.repeat(100_000)],
  ])('a question that is %s costs no call to the model, the index or the store', async (_what, question) => {
    const calls: string[] = [];
    watchCalls(twin.index, calls, 'index');
    watchCalls(twin.state, calls, 'state');
    watchCalls(twin.generator, calls, 'generator');

    await expect(ask(question)).rejects.toBeInstanceOf(InputError);
    const before = [...calls];
    await ask('Acme?');

    expect(before).toEqual([]);
    // They are seen when there are any.
    expect([...new Set(calls.map((call) => call.split('.')[0]))].toSorted()).toEqual(['generator', 'index', 'state']);
  });

  test('two people in one place share no memory', async () => {
    twin.generator.script = { deltas: ['Secret of one [1].'] };
    await ask('Acme?', MAYA);
    twin.generator.script = { deltas: ['For the other [1].'] };
    await ask('Where do you work, at Acme Robotics?', MAYA);
    const events = await ask('Where do you work, at Acme Robotics?', toUserKey('web', 'eve'));

    const [, own, others] = twin.generator.prompts.map(({ messages }) => JSON.stringify(messages));
    expect(own).toContain('Secret of one');
    expect(others).toBeDefined();
    expect(others).not.toContain('Secret of one');
    expect(others).not.toContain('Acme?');
    expect(doneOf(events).text).toBe('For the other [1].');
  });

  test('a process that ends closes a running answer with a note', async () => {
    const ending = new AbortController();
    twin.generator.script = { deltas: ['One ', 'two'], intervalMs: 60_000 };

    const events = await ask('Acme?', MAYA, ending, ({ type }) => type === 'delta');

    expect(doneOf(events).outcome).toBe('failed');
    expect(doneOf(events).text).toMatch(/^One \n\n_I am being restarted/);
  });

  test('a reader who leaves ends the turn without a failure in the log', async () => {
    const leaving = new AbortController();
    twin.generator.script = { deltas: ['One ', 'two'], intervalMs: 60_000 };

    await ask('Acme?', MAYA, leaving, ({ type }) => {
      if (type === 'delta') leaving.abort(new Error('the reader left'));
      return false;
    });

    expect(twin.logger.of('answer.failed')).toEqual([]);
    expect(twin.logger.of('answer.completed')).toEqual([]);
  });

  test('a stream that breaks off is charged to the budget by its length', async () => {
    await using poor = await createTestCore({ dailyTokens: 10 });
    poor.generator.script = { deltas: ['Half an answer'], failWith: modelDown() };
    const turn = {
      face: 'web',
      user: MAYA,
      conversation: toConversationKey(MAYA, 'here'),
      question: 'Acme?',
      audience: 'public',
    } as const;
    const { signal } = new AbortController();
    await collect((await poor.core.answers.ask(turn, { signal })).events);

    const events = await collect((await poor.core.answers.ask(turn, { signal })).events);

    expect(doneOf(events).text).toContain('budget for the language model is used up');
  });

  test('over the limit nothing is asked, and the error says when to come back', async () => {
    for (let count = 0; count < 3; count += 1) await ask('Acme?');

    const refused = ask('Acme?');

    await expect(refused).rejects.toBeInstanceOf(RateLimitedError);
    expect(twin.generator.prompts).toHaveLength(3);
    expect(twin.logger.of('answer.refused')).toHaveLength(1);
  });

  test('an empty question is refused and takes nothing off the limit', async () => {
    await expect(ask('  ')).rejects.toBeInstanceOf(InputError);

    expect(await twin.core.commands.quota({ face: 'web', user: MAYA, userId: 'maya' })).toContain('3 of 3');
  });

  test('the log has one line per turn, without the question or the person', async () => {
    await ask('Acme Robotics in Lisbon?');

    const lines = twin.logger.lines.filter(({ level }) => level !== 'debug');
    expect(twin.logger.of('answer.completed')).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toMatch(/Lisbon|web:maya/);
  });

  test('forgetting deletes the conversation everywhere', async () => {
    await ask('Acme?');

    const said = await twin.core.commands.forget({ face: 'web', user: MAYA, userId: 'maya' });
    await ask('And?');

    expect(said).toContain('1 question with my answer');
    expect(twin.generator.prompts.at(-1)?.messages ?? []).not.toContainEqual({ role: 'user', content: 'Acme?' });
  });

  async function ask(
    question: string,
    user = MAYA,
    ending = new AbortController(),
    isTimeToEnd: (event: AnswerEvent) => boolean = () => false,
  ): Promise<readonly AnswerEvent[]> {
    const turn = {
      face: 'web',
      user,
      conversation: toConversationKey(user, 'here'),
      question,
      audience: 'public',
    } as const;
    const answer = await twin.core.answers.ask(turn, { signal: ending.signal });
    const events: AnswerEvent[] = [];
    for await (const event of answer.events) {
      events.push(event);
      if (isTimeToEnd(event)) ending.abort(new ShutdownError('ending'));
    }
    return events;
  }
});

describe('the daily budget', () => {
  test('once it is spent passages are quoted, and the model is not asked', async () => {
    await using twin = await createTestCore({ dailyTokens: 50 });
    const turn = {
      face: 'web',
      user: MAYA,
      conversation: toConversationKey(MAYA, 'here'),
      question: 'Acme Robotics?',
      audience: 'public',
    } as const;
    const askOnce = async (): Promise<AnswerEvent[]> => {
      const answer = await twin.core.answers.ask(turn, { signal: new AbortController().signal });
      return collect(answer.events);
    };
    await askOnce();

    const events = await askOnce();

    expect(doneOf(events).outcome).toBe('degraded');
    expect(doneOf(events).text).toContain('budget for the language model is used up for today');
    expect(twin.generator.prompts).toHaveLength(1);
  });
});

test('an index that is down ends in a calm sentence with the id to quote', async () => {
  await using twin = await createTestCore();
  twin.index.query = async () => {
    throw new UpstreamError({ service: 'upstash', kind: 'timeout', message: 'https://secret.example' });
  };
  const turn = {
    face: 'web',
    user: MAYA,
    conversation: toConversationKey(MAYA, 'here'),
    question: 'Acme?',
    audience: 'public',
  } as const;

  const answer = await twin.core.answers.ask(turn, { signal: new AbortController().signal });
  const done = doneOf(await collect(answer.events));

  expect(done.outcome).toBe('failed');
  expect(done.text).toBe(
    `My memory of the files takes too long to answer. Please ask again in a moment. If you report this, quote \`${done.turnId}\`.`,
  );
  expect(twin.logger.of('answer.failed')).toHaveLength(1);
});

async function collect(events: AsyncIterable<AnswerEvent>): Promise<AnswerEvent[]> {
  const collected: AnswerEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

function doneOf(events: readonly AnswerEvent[]): Extract<AnswerEvent, { type: 'done' }> {
  const done = events.at(-1);
  if (done?.type !== 'done') throw new Error('The answer did not end with done.');
  return done;
}
