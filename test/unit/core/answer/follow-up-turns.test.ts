import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toConversationKey, toUserKey } from '../../../../src/core/turn.ts';
import { modelDown } from '../../../fakes/scripted-generator.ts';
import { createTestCore } from '../../../fakes/test-core.ts';
import type { TestCore } from '../../../fakes/test-core.ts';

const VISITOR = toUserKey('web', 'visitor');

describe('without a model', () => {
  let twin: TestCore;

  beforeEach(async () => {
    twin = await openTwin({ hasModel: false });
  });

  afterEach(async () => {
    await twin[Symbol.asyncDispose]();
  });

  test('`and before that?` finds the job before, again and again', async () => {
    const first = await ask(twin, 'Where do you work?');
    const second = await ask(twin, 'And before that?');
    const third = await ask(twin, 'And before that?');

    expect(first).toContain('Lumenfold Robotics');
    expect(second).toContain('Senior Software Engineer at Tidemark & Rowe');
    expect(third).toContain('Software Engineer at Brackenfield Instruments');
  });

  test('what was before a named thing is found without a conversation', async () => {
    expect(await ask(twin, 'Where did you work before Lumenfold?')).toContain(
      'Senior Software Engineer at Tidemark & Rowe',
    );
    expect(await ask(twin, 'What did you do after Brackenfield Instruments?')).toContain('Tidemark & Rowe');
  });

  test('a new subject is answered for itself in the middle of a conversation', async () => {
    await ask(twin, 'What is Lockkeeper?');

    expect(await ask(twin, 'Where did you study?')).toContain('University of Eastmere');
  });
});

describe('with a model', () => {
  let twin: TestCore;

  beforeEach(async () => {
    twin = await openTwin({ dailyTokens: 1000 });
    twin.generator.script = { deltas: ['At Lumenfold Robotics [1].'] };
    await ask(twin, 'What do you do at Lumenfold Robotics?');
  });

  afterEach(async () => {
    await twin[Symbol.asyncDispose]();
  });

  test('a follow-up is rewritten for the search, and answered in the words of the person', async () => {
    twin.generator.rewriting = { deltas: ['What did you study at the University of Eastmere?'] };

    await ask(twin, 'And before that?');

    const prompt = twin.generator.prompts.at(-1);
    expect(prompt?.passages[0]?.chunk.title).toContain('Eastmere');
    expect(prompt?.messages.at(-1)?.content).toMatch(/Question: And before that\?$/);
  });

  test('a question that stands alone is not rewritten', async () => {
    await ask(twin, 'Where did you study?');

    expect(twin.generator.rewritePrompts).toHaveLength(0);
  });

  test('the first question of a conversation is not rewritten', async () => {
    await using fresh = await openTwin({});

    await ask(fresh, 'And before Lumenfold, what about that?');

    expect(fresh.generator.rewritePrompts).toHaveLength(0);
  });

  test.each([
    ['fails', { deltas: [], failWith: modelDown() }],
    ['is about nothing in the files', { deltas: ['Zebra xylophone quantum?'] }],
  ])('a rewriting that %s leaves it to the rule', async (_what, rewriting) => {
    twin.generator.rewriting = rewriting;

    await ask(twin, 'And before that?');

    expect(twin.generator.prompts.at(-1)?.passages[0]?.chunk.title).toContain('Tidemark & Rowe');
  });

  test('a rewriting counts against the budget', async () => {
    twin.generator.rewriting = { deltas: ['Where did you work before Lumenfold Robotics?'] };

    await ask(twin, 'And before that?');

    const day = new Date().toISOString().slice(0, 10);
    expect(await twin.state.counters.read(`tokens:${day}`)).toBe(3 * 101);
  });
});

async function openTwin(options: { readonly hasModel?: boolean; readonly dailyTokens?: number }): Promise<TestCore> {
  const profile = await readFile('data/digitaltwin.json', 'utf8');
  return createTestCore({ files: { 'digitaltwin.json': profile }, ...options });
}

async function ask({ core }: TestCore, question: string): Promise<string> {
  const place = { face: 'web', user: VISITOR, conversation: toConversationKey(VISITOR), audience: 'public' } as const;
  const answer = await core.answers.ask({ ...place, question }, { signal: AbortSignal.timeout(120_000) });
  for await (const event of answer.events) if (event.type === 'done') return event.text;
  throw new Error('The answer did not end.');
}
