import { expect, test } from 'vitest';
import { createExaminer } from '../../../../src/core/golden/examiner.ts';
import type { Examined } from '../../../../src/core/golden/examiner.ts';
import type { GoldenQuestion } from '../../../../src/core/golden/golden-question.ts';
import { toScore, toSpread } from '../../../../src/core/golden/score.ts';
import type { Retriever } from '../../../../src/core/answer/retriever.ts';
import type { Passage } from '../../../../src/core/profile/chunk.ts';
import { systemClock } from '../../../../src/support/clock.ts';
import { passageOf } from '../../../fakes/passages.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';
import { createScriptedGenerator, modelDown } from '../../../fakes/scripted-generator.ts';
import type { Script } from '../../../fakes/scripted-generator.ts';

const NINE: GoldenQuestion = {
  question: 'How many people are in your team?',
  audience: 'public',
  after: [],
  expectation: { kind: 'contains', groups: [['nine', '9'], ['Lumenfold']] },
};
const SALARY: GoldenQuestion = { ...NINE, question: 'What do you earn?', expectation: { kind: 'unknown' } };
const PASSAGES = [
  passageOf({ title: 'A talk', text: 'It took 19 minutes.' }),
  passageOf({ title: 'Lumenfold', text: 'A company.' }),
  passageOf({ title: 'Team', text: 'There are nine people.' }),
];

test('the rank is how far one must read to have met everything that is expected', async () => {
  const examined = await examine(NINE, { passages: PASSAGES });

  expect(examined.foundRank).toBe(3);
});

test('what stands in no passage has no rank', async () => {
  const examined = await examine(NINE, { passages: PASSAGES.slice(0, 2) });

  expect(examined.foundRank).toBeUndefined();
});

test('confidence, threshold, tokens and the answer are measured', async () => {
  const examined = await examine(NINE, { passages: PASSAGES, script: { deltas: ['Nine at', ' Lumenfold [3].'] } });

  expect(examined).toMatchObject({
    verdict: { kind: 'passed' },
    text: 'Nine at Lumenfold [3].',
    outcome: 'answered',
    confidence: 0.7,
    minConfidence: 0.4,
    promptTokens: 100,
    completionTokens: 2,
    failure: undefined,
  });
});

test('what was asked before is said in the same conversation', async () => {
  const generator = createScriptedGenerator();
  const golden = { ...NINE, question: 'And how many are in it?', after: ['Where do you work?'] };

  await examine(golden, { passages: PASSAGES, generator });

  const [, last] = generator.prompts;
  expect(last?.messages.map(({ content }) => content)).toContain('Where do you work?');
  await examine(golden, { passages: PASSAGES, generator });
  expect(generator.prompts).toHaveLength(4);
  expect(JSON.stringify(generator.prompts[2])).not.toContain('Scripted answer');
});

test('a model that is away makes the question broken, with the reason', async () => {
  const failWith = modelDown();

  const examined = await examine(NINE, { passages: PASSAGES, script: { deltas: [], failWith } });

  expect(examined.outcome).toBe('degraded');
  expect(examined.verdict.kind).not.toBe('passed');
  expect(examined.failure).toBe(failWith);
});

test('the score tells rightly from wrongly, and counts what was spent', async () => {
  const right = await examine(NINE, { passages: PASSAGES, script: { deltas: ['Nine at Lumenfold [3].'] } });
  const uncited = await examine(NINE, { passages: PASSAGES, script: { deltas: ['Nine at Lumenfold.'] } });
  const miscited = await examine(NINE, { passages: PASSAGES, script: { deltas: ['Nine at Lumenfold [7].'] } });
  const lacking = await examine(NINE, { passages: PASSAGES.slice(0, 1), script: { deltas: ['Twelve [1].'] } });
  const refused = await examine(NINE, { passages: PASSAGES, script: { deltas: ['[[unknown]] No idea.'] } });
  const honest = await examine(SALARY, { passages: PASSAGES, script: { deltas: ['[[unknown]] No idea.'] } });
  const invented = await examine(SALARY, { passages: PASSAGES, script: { deltas: ['A lot [1].'] } });

  const score = toScore([right, uncited, miscited, lacking, refused, honest, invented]);

  expect(score).toMatchObject({
    questionCount: 7,
    passedCount: 4,
    answerableCount: 5,
    foundCount: 4,
    answeredCount: 4,
    rightCount: 3,
    refusedWronglyCount: 1,
    spokenCount: 5,
    citedCount: 3,
    unknownCount: 2,
    refusedRightlyCount: 1,
    inventedCount: 1,
    brokenCount: 0,
    promptTokens: 700,
    completionTokens: 7,
  });
});

test('a spread gives the middle and nearly the worst', () => {
  const spread = toSpread(Array.from({ length: 100 }, (_none, at) => 100 - at));

  expect(spread).toEqual({ p50: 50, p95: 95 });
  expect(toSpread([])).toEqual({ p50: 0, p95: 0 });
});

async function examine(
  golden: GoldenQuestion,
  {
    passages,
    script,
    generator = createScriptedGenerator(),
  }: {
    readonly passages: readonly Passage[];
    readonly script?: Script;
    readonly generator?: ReturnType<typeof createScriptedGenerator>;
  },
): Promise<Examined> {
  if (script !== undefined) generator.script = script;
  const persona = { name: 'Maya Test', headline: '', suggestions: [] };
  const version = { number: 1, createdAt: 0, chunkIds: [], persona, hosts: [], thresholds: { words: 0.4 } };
  const retriever: Retriever = {
    retrieve: async (question) => ({
      passages,
      confidence: 0.7,
      scale: 'words',
      isAnswerable: true,
      version,
      searchText: question,
      isFollowUp: false,
    }),
    version: async () => version,
  };
  const examiner = createExaminer({
    retriever,
    persona: async () => persona,
    generator,
    fallback: createScriptedGenerator(),
    clock: systemClock,
    logger: createRecordedLogger(),
    minConfidence: 0.2,
  });
  return examiner.examine(golden, { signal: AbortSignal.timeout(120_000) });
}
