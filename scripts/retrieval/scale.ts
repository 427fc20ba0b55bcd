import type { BenchDocument } from './search-engine.ts';
import type { EvaluationSet } from './sets.ts';

/** As many questions as give a steady 95th percentile. */
const QUESTION_COUNT = 200;

/** The documents of all sets in one, cut or copied to a number; each copy has words of its own. */
export function toDocuments(sets: readonly EvaluationSet[], size: number): readonly BenchDocument[] {
  const all = sets.flatMap((set) =>
    [...set.documents.values()].flat().map((one) => ({ ...one, id: `${set.name}.${set.variant}/${one.id}` })),
  );
  return Array.from({ length: size }, (_none, at) => {
    const original = all[at % all.length];
    if (original === undefined) throw new Error('There are no documents to grow.');
    const round = Math.floor(at / all.length);
    if (round === 0) return original;
    return { ...original, id: `${original.id}~${round}`, text: `${original.text}\nCopy c${at}.` };
  });
}

/** Some questions of every set. */
export function toQuestions(sets: readonly EvaluationSet[]): readonly string[] {
  const all = sets.flatMap((set) => set.questions);
  const step = Math.max(1, Math.floor(all.length / QUESTION_COUNT));
  return all.filter((_question, at) => at % step === 0).map(({ text }) => text);
}
