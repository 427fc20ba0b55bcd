import type { Generator } from '../../../src/core/ports.ts';
import { systemClock } from '../../../src/support/clock.ts';
import { TEST_PROFILE } from '../../../test/fakes/test-core.ts';
import type { AnswerScript, WrittenToken } from '../answer-script.ts';
import { toTokens } from '../answer-script.ts';

/** A model that writes each answer at the pace of its script, and takes down when it wrote what. */
export interface TimedModel extends Generator {
  /** Gives the question that is answered by this script. */
  ask(script: AnswerScript): string;
  /** What was written to answer a question; epoch ms. */
  writtenFor(question: string): readonly WrittenToken[];
}

/** Each question is about another one, so that none is answered from memory. */
const COMPANIES = ['Bano', 'Kelu', 'Miro', 'Tasi', 'Volu', 'Garo', 'Peni', 'Duso'].flatMap((start) =>
  ['rin', 'mat', 'sol'].map((end) => start + end),
);

/** The files that say something of every question. */
export const TIMED_FILES: Readonly<Record<string, string>> = {
  'digitaltwin.json': JSON.stringify({
    ...TEST_PROFILE,
    experience: COMPANIES.map((name, at) => ({
      company: `${name} Robotics`,
      title: 'Engineer',
      start: `${1990 + at}-01`,
      end: `${1990 + at}-12`,
      summary: `Built robots at ${name}.`,
    })),
  }),
};

/** Makes one that knows no question yet. */
export function createTimedModel(): TimedModel {
  const scripts = new Map<string, { readonly script: AnswerScript; readonly written: WrittenToken[] }>();
  return {
    name: 'timed',
    ask(script) {
      const company = COMPANIES[scripts.size];
      if (company === undefined) throw new Error('There are too few questions.');
      scripts.set(company, { script, written: [] });
      return `What did Maya build at ${company}?`;
    },
    writtenFor: (question) => [...scripts].find(([company]) => question.includes(company))?.[1].written ?? [],
    async *generate({ question }, { signal }) {
      const asked = [...scripts].find(([company]) => question.includes(company))?.[1];
      if (asked === undefined) throw new Error(`Nobody asked: ${question}`);
      const tokens = toTokens(asked.script.text);
      const startedAt = Date.now();
      for (const [at, text] of tokens.entries()) {
        const dueAt = startedAt + (at * 1000) / asked.script.tokensPerSecond;
        const waitMs = dueAt - Date.now();
        if (waitMs > 0) await systemClock.sleep(waitMs, signal);
        // A timer that rings late is not the reader's fault; a token that is asked for late is.
        asked.written.push({ at: waitMs > 0 ? Date.now() : dueAt, charCount: text.length });
        yield { type: 'delta', text };
      }
      const usage = { promptTokens: 100, completionTokens: tokens.length };
      yield { type: 'end', model: 'timed-1', usage, retryCount: 0 };
    },
  };
}
