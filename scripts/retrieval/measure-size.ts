import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { z } from 'zod';
import { toChunk } from '../../src/core/profile/chunk-id.ts';
import { createEnergeticEmbedder } from '../../src/engines/embedding/energetic.ts';
import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { createLocalIndex } from '../../src/engines/vector/local.ts';
import { systemClock } from '../../src/support/clock.ts';
import { createRecordedLogger } from '../../test/fakes/recorded-logger.ts';
import { createMadeUpEmbedder } from './made-up-vectors.ts';
import { percentile } from './measures.ts';
import { toDocuments, toQuestions } from './scale.ts';
import type { BenchDocument, BuildEngine } from './search-engine.ts';
import { readSets } from './sets.ts';

/** One engine at one size. */
export const sizeJob = z.object({ folder: z.string(), engine: z.string(), size: z.number() });

/** See {@link sizeJob}. */
export type SizeJob = z.infer<typeof sizeJob>;

/** What it costs. */
export const sizeFinding = z.object({
  /** Without the time that a model takes for the documents. */
  indexMs: z.number(),
  /** From the start of a process that finds everything embedded and stored; nothing for an engine in memory alone. */
  readyMs: z.number().optional(),
  firstMs: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  /** Of the whole process that answers. */
  residentMegabytes: z.number(),
});

/** See {@link sizeFinding}. */
export type SizeFinding = z.infer<typeof sizeFinding>;

/** What the process that only asks prints. */
const asked = z.object({ readyMs: z.number(), times: z.array(z.number()), residentBytes: z.number() });

/** The product's engine, with the shipped vectors and without. */
export const ASKTWIN = 'asktwin';
export const ASKTWIN_WORDS = 'asktwin, words alone';

/** Measures asktwin at a size, given as JSON, and prints the {@link sizeFinding}. */
export async function main([text = '']: readonly string[]): Promise<number> {
  return await runSizeJob(text, {});
}

/** Does one {@link sizeJob}, given as JSON, with asktwin or one of `others`, and prints the {@link sizeFinding} as JSON. */
export async function runSizeJob(text: string, others: Readonly<Record<string, BuildEngine>>): Promise<number> {
  const { folder, engine, size } = sizeJob.parse(JSON.parse(text));
  const sets = await readSets(folder);
  const [documents, questions] = [toDocuments(sets, size), toQuestions(sets)];
  const make = others[engine];
  const found =
    make === undefined
      ? await measureAsktwin(documents, questions, engine === ASKTWIN)
      : await measureOther(make, documents, questions);
  process.stdout.write(JSON.stringify(found));
  return 0;
}

async function measureOther(
  make: BuildEngine,
  documents: readonly BenchDocument[],
  questions: readonly string[],
): Promise<SizeFinding> {
  const startedAt = performance.now();
  const engine = await make(documents);
  const indexMs = performance.now() - startedAt;
  const times: number[] = [];
  for (const question of questions) {
    const askedAt = performance.now();
    await engine.search(question, 10);
    times.push(performance.now() - askedAt);
  }
  const residentMegabytes = process.memoryUsage().rss / 2 ** 20;
  await engine.close();
  return { indexMs, residentMegabytes, ...toTimes(times) };
}

/** Fills a state file here, and asks it in a process of the built program alone, as after a restart. */
async function measureAsktwin(
  documents: readonly BenchDocument[],
  questions: readonly string[],
  hasVectors: boolean,
): Promise<SizeFinding> {
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-size-'));
  try {
    const path = join(folder, 'state.sqlite');
    const startedAt = performance.now();
    await fill(path, documents, hasVectors);
    const indexMs = performance.now() - startedAt;
    const { readyMs, times, residentBytes } = await ask(path, questions, hasVectors);
    return { indexMs, readyMs, residentMegabytes: residentBytes / 2 ** 20, ...toTimes(times) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What an index of a size costs does not depend on what its vectors say, and embedding 100,000 texts takes an hour. */
async function fill(path: string, documents: readonly BenchDocument[], hasVectors: boolean): Promise<void> {
  const { signal } = new AbortController();
  await using state = createSqliteState({ path, clock: systemClock });
  await using model = createEnergeticEmbedder({ clock: systemClock, logger: createRecordedLogger() });
  const embedder = hasVectors ? createMadeUpEmbedder(model.model) : undefined;
  await using index = createLocalIndex({ chunks: state.chunks, vectors: state.vectors, embedder });
  const chunks = documents.map(({ id, ...words }) => toChunk({ key: id, source: 'bench.jsonl', ...words }));
  await index.upsert(chunks, { signal });
  await index.finish({ signal });
}

async function ask(path: string, questions: readonly string[], hasVectors: boolean): Promise<z.infer<typeof asked>> {
  const script = join(import.meta.dirname, 'ask-built.mjs');
  const child = spawn(process.execPath, [script, path, hasVectors ? 'vectors' : 'words'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const status = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.stdin.end(JSON.stringify(questions));
  const output = await readAll(child.stdout);
  if ((await status) !== 0) throw new Error('Asking the built program has failed.');
  return asked.parse(JSON.parse(output));
}

function toTimes(times: readonly number[]): Pick<SizeFinding, 'firstMs' | 'p50Ms' | 'p95Ms'> {
  return { firstMs: times[0] ?? 0, p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95) };
}
