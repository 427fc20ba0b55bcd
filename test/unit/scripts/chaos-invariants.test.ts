import { expect, test } from 'vitest';
import { check } from '../../../scripts/chaos/invariants.ts';
import type { Evidence } from '../../../scripts/chaos/evidence.ts';
import type { Question, SeenMessage, Way } from '../../../scripts/chaos/question.ts';

const FOOTER = '-# AI twin of Maya Okafor · 0123abcd';
const OTHER_FOOTER = '-# AI twin of Maya Okafor · 4567cdef';
const NOTE = '_I was interrupted by a restart. Ask again, please._';
const ANSWER = `I work at Lumenfold Robotics.\n\n${FOOTER}`;

test('a run in which each question ends in one way breaks nothing', () => {
  const verdict = check(
    toEvidence({
      questions: [
        ask([ANSWER]),
        ask(['The beginning of it', `and the rest\n\n${FOOTER}`]),
        ask([`I work at\n\n${NOTE}`]),
        ask(['You are over your limit. Come back in a minute.']),
        ask(['maya asked: Where do you work, quest1?', ANSWER], { way: 'slack slash' }),
        ask([], { isExcused: true }),
      ],
    }),
  );

  expect(verdict.broken).toEqual([]);
  expect(verdict.endings).toEqual({ answered: 3, interrupted: 1, told: 1, unheard: 1 });
});

test.each([
  ['an answer that is lost', ask([]), 'quest1 (discord mention): nothing can be seen'],
  ['one that is given twice', ask([ANSWER, `Again.\n\n${OTHER_FOOTER}`]), ': twice: '],
  ['one that is given twice under one id', ask([ANSWER, ANSWER]), ': twice: '],
  ['a note that comes twice', ask([NOTE, NOTE]), ': twice: '],
  ['two texts besides an answer', ask(['Come back later.', 'Something failed.']), ': twice: '],
  ['a message that hangs', ask(['I work at'], { isOpen: true }), ': hanging: '],
  ['an answer that just ends', ask(['I work at Lumenfold Robotics. I build']), ': hanging: '],
  ['a note under a whole answer', ask([`${ANSWER}\n\n${NOTE}`]), ': contradiction: '],
  ['a note beside a whole answer', ask([ANSWER, NOTE]), ': contradiction: '],
  ['an ingest that never ends', ask(['Reading the files …'], { way: 'discord reingest' }), ': hanging: '],
  ['an ingest that ends twice', ask(['Re-ingested.', 'It failed.'], { way: 'discord reingest' }), ': twice: '],
])('%s is broken', (_name, question, words) => {
  const { broken } = check(toEvidence({ questions: [question] }));

  expect(broken).toHaveLength(1);
  expect(broken[0]).toContain(words);
});

test.each<readonly [string, Partial<Evidence>, string]>([
  ['a secret in a log', { processes: [logs('{"level":30,"msg":"token xoxb-secret"}')] }, 'holds xoxb-secret'],
  ['a question in a log', { processes: [logs('Where do you work, quest1?')] }, 'holds quest1'],
  ['a person in a log', { processes: [logs('{"user":"U0QUEST1"}')] }, 'holds U0QUEST1'],
  ['a fatal failure', { processes: [logs('{"level":60,"msg":"uncaught"}')] }, 'failed: {"level":60'],
  ['an exit with another status', { processes: [{ ...logs(''), exitCodes: [0, 1] }] }, 'ended with 1 after SIGTERM'],
  ['an exit by force', { processes: [{ ...logs(''), exitCodes: [null] }] }, 'ended with null after SIGTERM'],
  ['a limit that is exceeded', { floods: [flood(3, 2)] }, 'got 3 answers in a moment, of 2 allowed'],
  ['a budget that is exceeded', { tokens: { used: 1001, max: 1000 } }, '1001 tokens were used'],
  ['a call that a platform refuses', { problems: ['acknowledged twice'] }, 'refused by a platform: acknowledged twice'],
  ['somebody who is pinged', { pings: ['<!here>'] }, 'somebody was pinged: <!here>'],
  ['a prompt of two versions', { mixedPrompts: ['revision 1, revision 2'] }, 'mixes versions'],
  ['a turn that stays in the journal', { leftInJournal: ['0123abcd'] }, 'turn 0123abcd is still in the journal'],
  ['memory that grows', { peakMb: 500 }, '500 MB were resident'],
])('%s is broken, too', (_name, planted, words) => {
  const { broken } = check(toEvidence({ questions: [ask([ANSWER])], ...planted }));

  expect(broken).toHaveLength(1);
  expect(broken[0]).toContain(words);
});

interface How {
  readonly way?: Way;
  readonly isOpen?: boolean;
  readonly isExcused?: boolean;
}

function ask(texts: readonly string[], { way = 'discord mention', isOpen = false, isExcused = false }: How = {}) {
  const seen: readonly SeenMessage[] = texts.map((text) => ({ text, isOpen, frames: [] }));
  const question: Question = {
    id: 'quest1',
    way,
    person: 'U0QUEST1',
    askedAt: 0,
    mayBeUnheard: () => isExcused,
    redeliver: () => undefined,
    look: () => seen,
  };
  return question;
}

function logs(line: string): Evidence['processes'][number] {
  return { name: 'one', lines: [line], exitCodes: [0] };
}

function flood(answerCount: number, maxAnswers: number): Evidence['floods'][number] {
  return { questions: Array.from({ length: answerCount }, () => ask([ANSWER])), maxAnswers };
}

function toEvidence(planted: Partial<Evidence>): Evidence {
  return {
    questions: [],
    floods: [],
    processes: [logs('{"level":30,"event":"process.started"}')],
    secrets: ['xoxb-secret'],
    problems: [],
    pings: [],
    tokens: { used: 1000, max: 1000 },
    mixedPrompts: [],
    leftInJournal: [],
    peakMb: 200,
    ...planted,
  };
}
