import type { Evidence } from './evidence.ts';
import { judge } from './question.ts';
import type { Ending, Question } from './question.ts';

/** What a run has shown. */
export interface Verdict {
  /** How many questions ended in which way. */
  readonly endings: Readonly<Record<string, number>>;
  /** Every invariant that was broken, in words. */
  readonly broken: readonly string[];
}

/** With words only, and dozens of answers that wait for a platform. */
const MAX_RESIDENT_MB = 300;
const MAX_TEXT_CHARS = 300;

/** Holds a run to what the product promises. */
export function check(evidence: Evidence): Verdict {
  const judged = toAll(evidence).map((question) => ({ question, ending: judge(question) }));
  const { problems, pings, mixedPrompts, leftInJournal, peakMb, tokens } = evidence;
  return {
    endings: count(judged.map(({ ending }) => ending.kind)),
    broken: [
      ...judged.flatMap(({ question, ending }) => toFault(question, ending)),
      ...evidence.floods.flatMap(checkFlood),
      ...checkLogs(evidence),
      ...checkExits(evidence),
      ...pings.map((ping) => `somebody was pinged: ${ping}`),
      ...problems.map((problem) => `refused by a platform: ${problem}`),
      ...mixedPrompts.map((prompt) => `a prompt mixes versions of the files: ${prompt}`),
      ...leftInJournal.map((turnId) => `turn ${turnId} is still in the journal`),
      ...(tokens.used > tokens.max ? [`${tokens.used} tokens were used, and at most ${tokens.max} may be`] : []),
      ...(peakMb > MAX_RESIDENT_MB ? [`${peakMb.toFixed(0)} MB were resident`] : []),
    ],
  };
}

function toAll({ questions, floods }: Evidence): readonly Question[] {
  return [...questions, ...floods.flatMap((flood) => flood.questions)];
}

function toFault(question: Question, ending: Ending): readonly string[] {
  const { id, way } = question;
  switch (ending.kind) {
    case 'answered':
    case 'interrupted':
    case 'told':
      return [];
    case 'unheard':
      return question.mayBeUnheard() ? [] : [`${id} (${way}): nothing can be seen`];
    case 'hanging':
    case 'twice':
    case 'contradiction':
      return [`${id} (${way}): ${ending.kind}: ${ending.texts.join(' | ').slice(0, MAX_TEXT_CHARS)}`];
  }
}

function checkFlood({ questions, maxAnswers }: Evidence['floods'][number]): readonly string[] {
  const answered = questions.filter((question) => judge(question).kind === 'answered').length;
  return answered > maxAnswers ? [`one person got ${answered} answers in a moment, of ${maxAnswers} allowed`] : [];
}

function checkLogs(evidence: Evidence): readonly string[] {
  const forbidden = [...evidence.secrets, ...toAll(evidence).flatMap(({ id, person }) => [id, person])];
  return evidence.processes.flatMap(({ name, lines }) => {
    const text = lines.join('\n');
    const found = [...new Set(forbidden)].filter((word) => text.includes(word));
    const fatal = lines.filter((line) => line.includes('"level":60'));
    return [
      ...found.map((word) => `the log of process ${name} holds ${word}`),
      ...fatal.map((line) => `process ${name} failed: ${line.slice(0, MAX_TEXT_CHARS)}`),
    ];
  });
}

function checkExits({ processes }: Evidence): readonly string[] {
  return processes.flatMap(({ name, exitCodes }) =>
    exitCodes.filter((code) => code !== 0).map((code) => `process ${name} ended with ${code} after SIGTERM`),
  );
}

function count(kinds: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
