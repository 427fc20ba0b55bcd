import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findUngrounded } from '../../src/core/answer/grounding.ts';
import type { Grounds, Ungrounded } from '../../src/core/answer/grounding.ts';
import { passageOf } from './passages.ts';

/** When the answers were written. */
const WRITTEN_AT = Date.UTC(2026, 0, 15);
const FOLDER = join(import.meta.dirname, '../fixtures/grounding');
const Chunk = z.object({
  profile: z.string(),
  name: z.string(),
  headline: z.string(),
  key: z.string(),
  title: z.string(),
  text: z.string(),
  link: z.string().optional(),
});
const Kind = z.enum(['number', 'date', 'name', 'employer', 'title', 'degree', 'place', 'technology', 'person']);
const Case = z.object({
  profile: z.string(),
  question: z.string(),
  answer: z.string(),
  passages: z.array(z.string()),
  swaps: z.array(z.object({ kind: Kind, from: z.string(), to: z.string() })),
  inventions: z.array(z.object({ kind: Kind, text: z.string() })).default([]),
});

/** The files of answers, in the order in which they were written. */
export const SETS = ['dev', 'held-out', 'third', 'fourth', 'fifth', 'sixth', 'seventh'] as const;

/** What is wrong in a wrong answer. */
export type SwapKind = z.infer<typeof Kind>;

/** One answer with what it was written from. */
export interface GroundingCase {
  readonly answer: string;
  readonly grounds: Grounds;
  /** Nothing for a right answer. */
  readonly swapped: SwapKind | undefined;
  readonly swap: string;
}

/** Reads the right answers of one set, each followed by its wrong variants. */
export function readGroundingSet(set: (typeof SETS)[number]): readonly GroundingCase[] {
  const chunks = readLines('chunks.jsonl', Chunk);
  return readLines(`answers-${set}.jsonl`, Case).flatMap(
    ({ profile, question, answer, passages, swaps, inventions }) => {
      const own = chunks.filter((chunk) => chunk.profile === profile);
      const { name, headline } = own[0] ?? fail(`nobody is called ${profile}`);
      const shown = passages.map((key) => own.find((chunk) => chunk.key === key) ?? fail(`${profile} has no ${key}`));
      const grounds: Grounds = {
        passages: shown.map(({ key, title, text, link }) => passageOf({ key, title, text, link })),
        question,
        persona: { name, headline },
        earlierQuestions: [],
        now: WRITTEN_AT,
      };
      const wrong = swaps.map(({ kind, from, to }) => ({
        answer: answer.replace(from, () => to),
        grounds,
        swapped: kind,
        swap: `${from} -> ${to}`,
      }));
      const invented = inventions.map(({ kind, text }) => ({
        answer: `${answer}${answer.includes('\n') ? '\n' : ' '}${text}`,
        grounds,
        swapped: kind,
        swap: text,
      }));
      return [{ answer, grounds, swapped: undefined, swap: '' }, ...wrong, ...invented];
    },
  );
}

/** How a check did on a set. */
export interface GroundingScore {
  readonly right: { readonly count: number; readonly flagged: number };
  readonly wrong: ReadonlyMap<SwapKind, { readonly count: number; readonly caught: number }>;
  /** The cases that went wrong, for whoever works on the check. */
  readonly misses: readonly { readonly wanted: GroundingCase; readonly found: readonly Ungrounded[] }[];
}

/** Runs the check over a set. A wrong answer is caught when something is found that the right one does not have. */
export async function scoreGrounding(cases: readonly GroundingCase[]): Promise<GroundingScore> {
  const wrong = new Map<SwapKind, { count: number; caught: number }>();
  const right = { count: 0, flagged: 0 };
  const misses: { wanted: GroundingCase; found: readonly Ungrounded[] }[] = [];
  let flaggedAnyway: ReadonlySet<string> = new Set();
  for (const wanted of cases) {
    const found = await findUngrounded(wanted.answer, wanted.grounds);
    if (wanted.swapped === undefined) flaggedAnyway = new Set(found.map(({ text }) => text));
    const isFlagged = found.some(({ text }) => wanted.swapped === undefined || !flaggedAnyway.has(text));
    if (wanted.swapped === undefined) {
      right.count += 1;
      right.flagged += isFlagged ? 1 : 0;
    } else {
      const of = wrong.get(wanted.swapped) ?? { count: 0, caught: 0 };
      wrong.set(wanted.swapped, { count: of.count + 1, caught: of.caught + (isFlagged ? 1 : 0) });
    }
    if (isFlagged === (wanted.swapped === undefined)) misses.push({ wanted, found });
  }
  return { right, wrong, misses };
}

function readLines<T>(file: string, schema: z.ZodType<T>): readonly T[] {
  const lines = readFileSync(join(FOLDER, file), 'utf8').trim().split('\n');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

function fail(message: string): never {
  throw new Error(message);
}
