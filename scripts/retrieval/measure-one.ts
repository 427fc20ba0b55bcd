import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createCalibrate } from '../../src/core/ingest/calibrate.ts';
import type { Embedder } from '../../src/core/ports.ts';
import { createEnergeticEmbedder } from '../../src/engines/embedding/energetic.ts';
import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { systemClock } from '../../src/support/clock.ts';
import { createRecordedLogger } from '../../test/fakes/recorded-logger.ts';
import { buildAsktwin } from './asktwin-engine.ts';
import type { AsktwinEngine } from './asktwin-engine.ts';
import { mean, ndcg, percentile, recall, reciprocalRank, rocAuc } from './measures.ts';
import { grow, withVariedCopies } from './scale.ts';
import type { BenchDocument, BuildEngine, SearchEngine } from './search-engine.ts';
import { readSets } from './sets.ts';
import type { BenchQuestion, EvaluationSet } from './sets.ts';
import { createRandom, withTypo } from './typos.ts';

/** What one process measures. */
export const job = z.object({
  folder: z.string(),
  /** One set and variant; without it every document of every set. */
  set: z.string().optional(),
  variant: z.string().optional(),
  engine: z.string(),
  /** Where vectors are kept between the processes of one run. */
  cacheFolder: z.string(),
  /** Grow the documents to this many. */
  size: z.number().optional(),
  hasTypos: z.boolean().default(false),
});

/** See {@link job}. */
export type Job = z.infer<typeof job>;

/** What it found. */
export const finding = z.object({
  documentCount: z.number(),
  questionCount: z.number(),
  ndcg10: z.number(),
  recall5: z.number(),
  recall10: z.number(),
  mrr: z.number(),
  buildMs: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  /** What the index and the library add to the memory of the process. */
  addedMegabytes: z.number(),
  abstentions: z.array(
    z.object({
      against: z.string(),
      count: z.number(),
      auc: z.number(),
      refusedRightly: z.number(),
      refusedWrongly: z.number(),
    }),
  ),
});

/** See {@link finding}. */
export type Finding = z.infer<typeof finding>;

/** The product's engine, with the shipped vectors and without. */
export const ASKTWIN = 'asktwin';
export const ASKTWIN_WORDS = 'asktwin, words alone';
/** As many questions as give a steady 95th percentile. */
const TIMED_QUESTIONS = 200;

/** Measures asktwin on one set in a process of its own; see {@link runJob}. */
export async function main([text = '']: readonly string[]): Promise<number> {
  return await runJob(text, {});
}

/** Does one {@link job}, given as JSON, with asktwin or one of `others`, and prints the {@link finding} as JSON. */
export async function runJob(text: string, others: Readonly<Record<string, BuildEngine>>): Promise<number> {
  const task = job.parse(JSON.parse(text));
  process.stdout.write(JSON.stringify(await measure(task, others)));
  return 0;
}

interface Built {
  readonly engines: ReadonlyMap<string, SearchEngine | AsktwinEngine>;
  readonly buildMs: number;
  readonly addedMegabytes: () => number;
  close(): Promise<void>;
}

async function measure(task: Job, others: Readonly<Record<string, BuildEngine>>): Promise<Finding> {
  const set = await findSet(task);
  const before = process.memoryUsage().rss;
  const built = await build(await toBuilder(task, others), set.documents, before);
  const questions = task.size === undefined ? set.questions : set.questions.slice(0, TIMED_QUESTIONS);
  const random = createRandom(7);
  const times: number[] = [];
  const scores: { ndcg10: number; recall5: number; recall10: number; mrr: number }[] = [];
  for (const { id, group, text } of questions) {
    const asked = task.hasTypos ? withTypo(text, random) : text;
    const startedAt = performance.now();
    const ranked = (await built.engines.get(group)?.search(asked, 10)) ?? [];
    times.push(performance.now() - startedAt);
    const relevance = set.relevance.get(id) ?? new Map<string, number>();
    scores.push({
      ndcg10: ndcg(ranked, relevance, 10),
      recall5: recall(ranked, relevance, 5),
      recall10: recall(ranked, relevance, 10),
      mrr: reciprocalRank(ranked, relevance),
    });
  }
  const addedMegabytes = built.addedMegabytes();
  const abstentions = task.size === undefined && !task.hasTypos ? await measureAbstention(set, built.engines) : [];
  await built.close();
  return {
    documentCount: [...set.documents.values()].flat().length,
    questionCount: questions.length,
    ndcg10: mean(scores.map((score) => score.ndcg10)),
    recall5: mean(scores.map((score) => score.recall5)),
    recall10: mean(scores.map((score) => score.recall10)),
    mrr: mean(scores.map((score) => score.mrr)),
    buildMs: built.buildMs,
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    addedMegabytes,
    abstentions,
  };
}

async function findSet({ folder, set: name, variant, size }: Job): Promise<EvaluationSet> {
  const sets = await readSets(folder);
  const found = sets.find((set) => set.name === name && set.variant === variant);
  if (found !== undefined) return found;
  // Everything in one index, to be grown to a size; what was relevant stays so.
  const documents = sets.flatMap((set) =>
    [...set.documents.values()].flat().map((one) => ({ ...one, id: `${set.name}.${set.variant}/${one.id}` })),
  );
  return {
    name: 'all',
    variant: '',
    documents: new Map([['', grow(documents, size ?? documents.length)]]),
    questions: spread(sets.flatMap((set) => set.questions)).map((question) => ({ ...question, group: '' })),
    relevance: new Map(),
    unanswerable: [],
  };
}

/** Some of everything instead of all of the first set. */
function spread(questions: readonly BenchQuestion[]): readonly BenchQuestion[] {
  const step = Math.max(1, Math.floor(questions.length / TIMED_QUESTIONS));
  return questions.filter((_question, at) => at % step === 0);
}

async function build(
  { make, close }: Builder,
  groups: ReadonlyMap<string, readonly BenchDocument[]>,
  before: number,
): Promise<Built> {
  const engines = new Map<string, SearchEngine>();
  const startedAt = performance.now();
  for (const [group, documents] of groups) engines.set(group, await make(documents));
  return {
    engines,
    buildMs: performance.now() - startedAt,
    addedMegabytes: () => (process.memoryUsage().rss - before) / 2 ** 20,
    async close() {
      for (const one of engines.values()) await one.close();
      await close();
    },
  };
}

interface Builder {
  readonly make: BuildEngine;
  readonly close: () => Promise<void>;
}

async function toBuilder(
  { engine, cacheFolder, size }: Job,
  others: Readonly<Record<string, BuildEngine>>,
): Promise<Builder> {
  if (engine === ASKTWIN || engine === ASKTWIN_WORDS) {
    return await toAsktwinBuilder(engine, cacheFolder, size !== undefined);
  }
  const make = others[engine];
  if (make === undefined) throw new Error(`There is no engine called ${engine}.`);
  return { make, close: async () => {} };
}

async function toAsktwinBuilder(engine: string, cacheFolder: string, isGrown: boolean): Promise<Builder> {
  await mkdir(cacheFolder, { recursive: true });
  const state = createSqliteState({ path: join(cacheFolder, 'vectors.db'), clock: systemClock });
  const real: Embedder | undefined =
    engine === ASKTWIN ? createEnergeticEmbedder({ clock: systemClock, logger: createRecordedLogger() }) : undefined;
  const embedder = real !== undefined && isGrown ? withVariedCopies(real) : real;
  return {
    make: (documents) => buildAsktwin(documents, { embedder, vectors: state.vectors }),
    async close() {
      await embedder?.[Symbol.asyncDispose]();
      await state[Symbol.asyncDispose]();
    },
  };
}

/** How well the confidence tells questions that can be answered from those that cannot, at the calibrated threshold. */
async function measureAbstention(
  { questions, unanswerable }: EvaluationSet,
  engines: ReadonlyMap<string, SearchEngine | AsktwinEngine>,
): Promise<Finding['abstentions']> {
  const thresholds = new Map<string, Readonly<Record<string, number>>>();
  for (const [group, engine] of engines) {
    if (!('index' in engine)) return [];
    const calibrate = createCalibrate({ index: engine.index });
    thresholds.set(group, await calibrate(engine.candidate, { signal: new AbortController().signal }));
  }
  const weigh = async (asked: readonly BenchQuestion[], isArticleHidden = false): Promise<readonly Weighed[]> => {
    const weighed: Weighed[] = [];
    for (const { group, text, article } of asked) {
      const engine = engines.get(group);
      if (engine === undefined || !('index' in engine)) continue;
      const isHidden = isArticleHidden ? (id: string): boolean => id.startsWith(`${article}-`) : undefined;
      const { confidence, scale } = await engine.ask(text, 8, isHidden);
      weighed.push({
        confidence,
        isRefused: confidence < (thresholds.get(group)?.[scale] ?? engine.index.minConfidence),
      });
    }
    return weighed;
  };
  const answerable = await weigh(questions);
  const kinds: [string, readonly Weighed[]][] = [];
  if (unanswerable.length > 0) kinds.push(['unanswerable questions', await weigh(unanswerable)]);
  if (questions.every(({ article }) => article !== undefined)) {
    kinds.push(['own article removed', await weigh(questions, true)]);
  }
  return kinds.map(([against, negatives]) => ({
    against,
    count: negatives.length,
    auc: rocAuc(
      answerable.map(({ confidence }) => confidence),
      negatives.map(({ confidence }) => confidence),
    ),
    refusedRightly: mean(negatives.map(({ isRefused }) => (isRefused ? 1 : 0))),
    refusedWrongly: mean(answerable.map(({ isRefused }) => (isRefused ? 1 : 0))),
  }));
}

interface Weighed {
  readonly confidence: number;
  readonly isRefused: boolean;
}
