import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError } from '../arguments.ts';
import { z } from 'zod';
import type { Relevance } from './measures.ts';
import type { BenchDocument } from './search-engine.ts';

/** A question of a set, with what is known about it. */
export interface BenchQuestion {
  readonly id: string;
  readonly group: string;
  readonly text: string;
  /** The documents whose ids start with it and a dash are about the same subject. */
  readonly article?: string | undefined;
}

/** Documents, questions and judgements; documents of different groups are different indexes. */
export interface EvaluationSet {
  readonly name: string;
  /** How the documents were cut: the middle of `docs.crumb.jsonl`. */
  readonly variant: string;
  readonly documents: ReadonlyMap<string, readonly BenchDocument[]>;
  readonly questions: readonly BenchQuestion[];
  readonly relevance: ReadonlyMap<string, Relevance>;
  readonly unanswerable: readonly BenchQuestion[];
}

const id = z.union([z.string(), z.number()]).transform(String);
const document = z.object({
  id,
  group: id.default(''),
  title: z.string().default(''),
  text: z.string(),
  hints: z.string().default(''),
});
const question = z.object({ id, group: id.default(''), text: z.string(), article: id.optional() });
const judgement = z.object({ qid: id, did: id, rel: z.number() });

/**
 * Reads the set in a folder, or all sets in the folders below it: `docs.jsonl` or `docs.VARIANT.jsonl`, `queries.jsonl`,
 * `qrels.jsonl` and, where there is one, `unanswerable.jsonl`.
 *
 * @throws {Error} a line is broken, or the folder holds no set
 */
export async function readSets(folder: string): Promise<readonly EvaluationSet[]> {
  const own = await readSet(folder);
  if (own.length > 0) return own;
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const sets = await Promise.all(names.toSorted().map((name) => readSet(join(folder, name))));
  if (sets.flat().length === 0) throw new UsageError(`${folder} holds no docs.jsonl, queries.jsonl and qrels.jsonl.`);
  return sets.flat();
}

async function readSet(folder: string): Promise<readonly EvaluationSet[]> {
  const names = await readdir(folder);
  if (!names.includes('queries.jsonl') || !names.includes('qrels.jsonl')) return [];
  const questions = await readLines(join(folder, 'queries.jsonl'), question);
  const unanswerable = names.includes('unanswerable.jsonl')
    ? await readLines(join(folder, 'unanswerable.jsonl'), question)
    : [];
  const relevance = toRelevance(await readLines(join(folder, 'qrels.jsonl'), judgement));
  const judged = questions.filter((one) => relevance.has(one.id));
  const sets: EvaluationSet[] = [];
  for (const file of toVariants(names)) {
    const documents = await readLines(join(folder, file), document);
    // A variant whose pieces have other names than the judged ones cannot be measured.
    const ids = new Set(documents.map((one) => one.id));
    if (!judged.some((one) => [...(relevance.get(one.id)?.keys() ?? [])].some((did) => ids.has(did)))) continue;
    const variant = file.slice('docs.'.length, -'.jsonl'.length);
    sets.push({
      name: basename(folder),
      variant: file === 'docs.jsonl' ? '' : variant,
      documents: groupDocuments(documents),
      questions: judged,
      relevance,
      unanswerable,
    });
  }
  return sets;
}

/** Where a folder names its variants, `docs.jsonl` is one of them again. */
function toVariants(names: readonly string[]): readonly string[] {
  const all = names.filter((name) => /^docs(\..+)?\.jsonl$/.test(name)).toSorted();
  const named = all.filter((name) => name !== 'docs.jsonl');
  return named.length > 0 ? named : all;
}

function groupDocuments(documents: readonly z.infer<typeof document>[]): ReadonlyMap<string, readonly BenchDocument[]> {
  const groups = new Map<string, BenchDocument[]>();
  for (const { group, ...rest } of documents) {
    const members = groups.get(group) ?? [];
    members.push(rest);
    groups.set(group, members);
  }
  return groups;
}

function toRelevance(judgements: readonly z.infer<typeof judgement>[]): ReadonlyMap<string, Relevance> {
  const relevance = new Map<string, Map<string, number>>();
  for (const { qid, did, rel } of judgements) {
    if (rel <= 0) continue;
    const of = relevance.get(qid) ?? new Map<string, number>();
    of.set(did, rel);
    relevance.set(qid, of);
  }
  return relevance;
}

async function readLines<T>(path: string, schema: z.ZodType<T>): Promise<readonly T[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    try {
      return [schema.parse(JSON.parse(line))];
    } catch (error) {
      throw new Error(`${path}, line ${at + 1} is not what it should be.`, { cause: error });
    }
  });
}
