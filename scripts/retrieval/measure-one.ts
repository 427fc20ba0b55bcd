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
import { ASKTWIN, ASKTWIN_WORDS } from './measure-size.ts';
import type { BenchDocument, BuildEngine, SearchEngine } from './search-engine.ts';
import { readSets } from './sets.ts';
import type { BenchQuestion, EvaluationSet } from './sets.ts';
import { createRandom, withTypo } from './typos.ts';

/** What one process measures. */
export const job = z.object({
  folder: z.string(),
  set: z.string(),
  variant: z.string(),
  engine: z.string(),
  /** Where vectors are kept between the processes of one run. */
  cacheFolder: z.string(),
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
  const builder = await toBuilder(task, others);
  const built = await build(builder, set.documents, before);
  const random = createRandom(7);
  const times: number[] = [];
  const scores: { ndcg10: number; recall5: number; recall10: number; mrr: number }[] = [];
  for (const { id, group, text } of set.questions) {
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
  builder.remember();
  const abstentions = task.hasTypos ? [] : await measureAbstention(set, built.engines);
  await built.close();
  return {
    documentCount: [...set.documents.values()].flat().length,
    questionCount: set.questions.length,
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

async function findSet({ folder, set: name, variant }: Job): Promise<EvaluationSet> {
  const found = (await readSets(folder)).find((set) => set.name === name && set.variant === variant);
  if (found === undefined) throw new Error(`There is no set ${name} ${variant} in ${folder}.`);
  return found;
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
  /** Called when times are no longer taken. */
  readonly remember: () => void;
  readonly close: () => Promise<void>;
}

async function toBuilder(
  { engine, cacheFolder }: Job,
  others: Readonly<Record<string, BuildEngine>>,
): Promise<Builder> {
  if (engine === ASKTWIN || engine === ASKTWIN_WORDS) {
    return await toAsktwinBuilder(engine, cacheFolder);
  }
  const make = others[engine];
  if (make === undefined) throw new Error(`There is no engine called ${engine}.`);
  return { make, remember: () => {}, close: async () => {} };
}

async function toAsktwinBuilder(engine: string, cacheFolder: string): Promise<Builder> {
  await mkdir(cacheFolder, { recursive: true });
  const state = createSqliteState({ path: join(cacheFolder, 'vectors.db'), clock: systemClock });
  const embedder =
    engine === ASKTWIN
      ? withMemory(createEnergeticEmbedder({ clock: systemClock, logger: createRecordedLogger() }))
      : undefined;
  return {
    make: (documents) => buildAsktwin(documents, { embedder, vectors: state.vectors }),
    remember: () => embedder?.remember(),
    async close() {
      await embedder?.[Symbol.asyncDispose]();
      await state[Symbol.asyncDispose]();
    },
  };
}

interface Remembering extends Embedder {
  /** From now on the same text is embedded once: the calibrations ask all the same, and each question is asked again. */
  remember(): void;
}

function withMemory(embedder: Embedder): Remembering {
  const known = new Map<string, Float32Array>();
  let isUsed = false;
  return {
    model: embedder.model,
    remember() {
      isUsed = true;
    },
    async embed(texts, options) {
      const unknown = isUsed ? texts.filter((text) => !known.has(text)) : texts;
      const vectors = await embedder.embed(unknown, options);
      for (const [at, text] of unknown.entries()) known.set(text, vectors[at] ?? new Float32Array());
      return texts.map((text) => known.get(text) ?? new Float32Array());
    },
    [Symbol.asyncDispose]: async () => await embedder[Symbol.asyncDispose](),
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
