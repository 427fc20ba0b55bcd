import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runEval } from '../../../../src/adapters/cli/eval/eval-command.ts';
import type { ExitStatus } from '../../../../src/adapters/cli/output.ts';
import { UpstreamError } from '../../../../src/core/errors.ts';
import { checkAnswer } from '../../../../src/core/golden/check-answer.ts';
import type { Examined } from '../../../../src/core/golden/examiner.ts';
import type { GoldenQuestion, GoldenSet } from '../../../../src/core/golden/golden-question.ts';
import { passageOf } from '../../../fakes/passages.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';

const BOAT: GoldenQuestion = {
  question: 'What is the boat called?',
  audience: 'public',
  after: [],
  expectation: { kind: 'contains', groups: [['Heron']] },
};
const SALARY: GoldenQuestion = { ...BOAT, question: 'What do you earn?', expectation: { kind: 'unknown' } };
const HOSTILE = `</div></script><script>alert(1)</script><img src=x onerror=alert(1)> "quoted' & {{x}}`;

test('questions that all pass end well, with a table and a report', async () => {
  const { status, stdout, stderr, page } = await evaluate([
    [BOAT, { text: 'The boat is called Heron [1].' }],
    [SALARY, { text: "I don't know.", outcome: 'unknown' }],
  ]);

  expect(status).toBe(0);
  expect(stdout).toContain('2 of 2 golden questions passed (local index, test model).');
  expect(stdout).toMatch(/refused rightly +1 of 1 +100 %/);
  expect(stdout).toMatch(/cited +1 of 1 +100 %/);
  expect(stdout).toMatch(/Report: .*eval\.html\n$/);
  expect(stderr).toContain('ok     1/2  What is the boat called?');
  expect(page).toContain('The boat is called Heron [1].');
});

test('a question that fails is named, and fails the command', async () => {
  const { status, stdout, page } = await evaluate([
    [BOAT, { text: 'The boat is called Gull [1].' }],
    [SALARY, { text: 'A lot [1].' }],
  ]);

  expect(status).toBe(1);
  expect(stdout).toMatch(/invented +1 of 1 +100 %/);
  expect(stdout).toContain('“What is the boat called?” does not say “Heron”.');
  expect(stdout).toContain('“What do you earn?” is answered, although it must be unknown.');
  expect(page).toMatch(/<details class="question is-failed"\s+open/);
});

test('an answer with more than its passages say fails, and is counted', async () => {
  const { status, stdout } = await evaluate([
    [BOAT, { text: 'Heron, built in 1803 [1].', outcome: 'degraded', degradedBy: 'grounding' }],
  ]);

  expect(status).toBe(1);
  expect(stdout).toMatch(/grounded +0 of 1 +0 %/);
  expect(stdout).toContain('“What is the boat called?” says something that the files do not.');
});

test('what answers, files and questions hold cannot add to the report', async () => {
  const { page } = await evaluate(
    [[{ ...BOAT, question: HOSTILE, expectation: { kind: 'contains', groups: [[HOSTILE]] } }, { text: HOSTILE }]],
    { personaName: HOSTILE, passageText: HOSTILE },
  );

  expect(page).not.toMatch(/<(?:script|img|link|iframe)|<[^>]*\s(?:src|href|on\w+)=/);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).toContain(`default-src &#39;none&#39;`);
});

test('the JSON holds every question with its verdict', async () => {
  const { json } = await evaluate([[BOAT, { text: 'The boat is called Gull [1].' }]]);

  expect(json).toMatchObject({
    engines: 'local index, test model',
    score: { questionCount: 1, passedCount: 0 },
    questions: [
      { question: 'What is the boat called?', contains: [['Heron']], verdict: 'lacking', isCited: true, foundRank: 1 },
    ],
  });
});

test('a service that is busy is asked again after as long as it says', async () => {
  const busy = new UpstreamError({ service: 'groq', kind: 'rate_limited', message: 'Busy.', retryAfterMs: 7000 });
  const { status, stderr, waits } = await evaluate([
    [BOAT, { text: 'Quotes.', outcome: 'degraded', failure: busy }, { text: 'The boat is called Heron [1].' }],
  ]);

  expect(status).toBe(0);
  expect(waits).toEqual([7000]);
  expect(stderr).toContain('asking again in 7 s');
});

test('a service that stays busy ends as a failed question, not in waiting for ever', async () => {
  const busy = new UpstreamError({ service: 'groq', kind: 'rate_limited', message: 'Busy.' });

  const { status, waits } = await evaluate([[BOAT, { text: 'Quotes.', outcome: 'degraded', failure: busy }]]);

  expect(status).toBe(1);
  expect(waits).toHaveLength(5);
});

test.each([undefined, { questions: [], warnings: [] }])(
  'without questions it says how to write some: %j',
  async (golden) => {
    const { status, stderr } = await evaluate([], { golden });

    expect(status).toBe(1);
    expect(stderr).toContain('Write some into golden.jsonl');
  },
);

test('a report that cannot be written is told in a sentence', async () => {
  const { status, stderr } = await evaluate([[BOAT, { text: 'Heron [1].' }]], { reportFile: '/dev/null/eval.html' });

  expect(status).toBe(1);
  expect(stderr).toContain('/dev/null/eval.html cannot be written. Name another file.');
});

type Given = Partial<Pick<Examined, 'text' | 'outcome' | 'degradedBy' | 'failure'>>;

interface Ran {
  readonly status: ExitStatus;
  readonly stdout: string;
  readonly stderr: string;
  readonly page: string;
  readonly json: unknown;
  readonly waits: readonly number[];
}

async function evaluate(
  script: readonly (readonly [GoldenQuestion, ...Given[]])[],
  given: {
    readonly personaName?: string;
    readonly passageText?: string;
    readonly golden?: GoldenSet | undefined;
    readonly reportFile?: string;
  } = {},
): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-eval-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { personaName = 'Maya Test', passageText = 'The boat is called Heron.' } = given;
  const reportFile = given.reportFile ?? join(folder, 'deep', 'eval.html');
  const jsonFile = join(folder, 'eval.json');
  const answers = new Map(script.map(([golden, ...attempts]) => [golden, [...attempts]]));
  const written = { out: '', err: '' };
  const waits: number[] = [];
  const status = await runEval({
    examiner: {
      async examine(golden) {
        const attempts = answers.get(golden) ?? [];
        const attempt = attempts.length > 1 ? attempts.shift() : attempts[0];
        return toExamined(golden, passageText, attempt ?? {});
      },
    },
    golden: 'golden' in given ? given.golden : { questions: script.map(([golden]) => golden), warnings: [] },
    personaName,
    engines: 'local index, test model',
    clock: { now: () => 0, sleep: async (ms) => void waits.push(ms) },
    reportFile,
    jsonFile,
    logger: createRecordedLogger(),
    signal: new AbortController().signal,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
  });
  const page = await readFile(reportFile, 'utf8').catch(() => '');
  const json: unknown = JSON.parse(await readFile(jsonFile, 'utf8').catch(() => 'null'));
  return { status, stdout: written.out, stderr: written.err, page, json, waits };
}

function toExamined(golden: GoldenQuestion, passageText: string, given: Given): Examined {
  const { text = '', outcome = 'answered', degradedBy, failure } = given;
  return {
    golden,
    verdict: checkAnswer(golden, { text, outcome, degradedBy }),
    text,
    outcome,
    degradedBy,
    sources: [],
    passages: [passageOf({ title: 'Boat', text: passageText })],
    confidence: 0.7,
    minConfidence: 0.4,
    foundRank: 1,
    firstDeltaMs: 3,
    totalMs: 12,
    promptTokens: 100,
    completionTokens: 20,
    failure,
  };
}
