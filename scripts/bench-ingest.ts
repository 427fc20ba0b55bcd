import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toCount } from './arguments.ts';
import { createCalibrate } from '../src/core/ingest/calibrate.ts';
import { createIngestService } from '../src/core/ingest/create-ingest-service.ts';
import type { IngestOptions, IngestProgress, IngestReport, IngestStep } from '../src/core/ingest/ingest-service.ts';
import type { Embedder } from '../src/core/ports.ts';
import { createEnergeticEmbedder } from '../src/engines/embedding/energetic.ts';
import { createSqliteState } from '../src/engines/state/sqlite.ts';
import { createLocalIndex } from '../src/engines/vector/local.ts';
import { systemClock } from '../src/support/clock.ts';
import { createLogger } from '../src/support/logger.ts';
import { toMadeUpVector } from './retrieval/made-up-vectors.ts';

const HELP = `Usage: npm run bench:ingest -- [--size N]

Writes a profile of N sections (10,000), ingests it on the embedded engine, and prints what a re-ingest costs when nothing, one
section, 1 %, 10 % and all of it have changed, and what going back costs. With vectors, a stand-in gives them at once, and the
time that the real model would take is added from how long it takes for 20 sections.
`;
const SECTIONS_PER_FILE = 100;
const SAMPLE = 20;
const logger = createLogger({ level: 'silent' });
const { signal } = new AbortController();
/** As many as a long text has; few of them are most of it. */
const VOCABULARY_SIZE = 8000;
const SYLLABLES = ['ba', 'co', 'di', 'fu', 'ge', 'ha', 'ki', 'lo', 'mu', 'ne', 'pa', 'ro', 'si', 'tu', 've', 'za'];

/** Prints a table without vectors and one with them. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { size: { type: 'string', default: '10000' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    print(HELP);
    return 0;
  }
  const size = toCount('--size', values.size);
  const modelMs = await measureModel();
  await bench(size, undefined);
  await bench(size, modelMs);
  return 0;
}

async function bench(size: number, modelMs: number | undefined): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'asktwin-bench-'));
  const state = createSqliteState({ path: join(root, 'state.sqlite'), clock: systemClock });
  const standIn = createStandIn();
  const embedder = modelMs === undefined ? undefined : standIn;
  const dataDir = join(root, 'data');
  const { chunks, vectors } = state;
  const index = createLocalIndex({ chunks, vectors, embedder });
  const calibrate = createCalibrate({ index });
  const service = createIngestService({ dataDir, index, state, clock: systemClock, logger, calibrate });

  const run = async (name: string, work: (options: IngestOptions) => Promise<IngestReport>): Promise<void> => {
    standIn.count = 0;
    const steps = createStopwatch();
    const options = { isDryRun: false, signal: new AbortController().signal, onProgress: steps.onProgress };
    const { writtenCount, durationMs } = await work(options);
    const withModelMs = durationMs + standIn.count * (modelMs ?? 0);
    row(name, writtenCount, standIn.count, durationMs, Math.round(withModelMs), steps.text());
  };

  const kind =
    modelMs === undefined ? 'words alone' : `words and vectors (the model takes ${modelMs.toFixed(0)} ms a chunk)`;
  print(`\n${size} chunks, ${kind}\n\n`);
  row('changed', 'written', 'embedded', 'ms', 'ms with the model', 'of these');
  row('---', '--:', '--:', '--:', '--:', '---');
  const wordings = Array.from({ length: size }, () => 0);
  await writeProfile(dataDir, wordings);
  await run('all, for the first time', (options) => service.ingest(options));
  for (const share of [0, 1 / size, 0.01, 0.1, 1]) {
    const count = Math.round(share * size);
    for (let section = 0; section < count; section += 1) wordings[section] = (wordings[section] ?? 0) + 1;
    await writeProfile(dataDir, wordings);
    await run(count === 1 ? '1 chunk' : `${share * 100} %`, (options) => service.ingest(options));
  }
  await run('going back', (options) => service.rollback(options));
  await state[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
}

/** How long the real model takes for one chunk, in milliseconds. */
async function measureModel(): Promise<number> {
  await using embedder = createEnergeticEmbedder({ clock: systemClock, logger });
  const texts = Array.from({ length: SAMPLE + 1 }, (_, at) => `Fact ${at}\n${toText(at, 0)}`);
  await embedder.embed(texts.slice(0, 1), { signal });
  const startedAt = performance.now();
  await embedder.embed(texts.slice(1), { signal });
  return (performance.now() - startedAt) / SAMPLE;
}

interface StandIn extends Embedder {
  /** Chunks that were embedded; questions have no title and are not counted. */
  count: number;
}

/** Vectors that are the same for the same text and say nothing. */
function createStandIn(): StandIn {
  const standIn: StandIn = {
    model: 'stand-in',
    count: 0,
    async embed(texts) {
      standIn.count += texts.filter((text) => text.includes('\n')).length;
      return texts.map(toMadeUpVector);
    },
    async [Symbol.asyncDispose]() {},
  };
  return standIn;
}

function createStopwatch() {
  const spent = new Map<IngestStep, number>();
  let last: { readonly step: IngestStep; readonly at: number } | undefined;
  const onProgress = ({ step }: Pick<IngestProgress, 'step'>): void => {
    const at = performance.now();
    if (last !== undefined) spent.set(last.step, (spent.get(last.step) ?? 0) + at - last.at);
    last = { step, at };
  };
  return {
    onProgress,
    text(): string {
      if (last !== undefined) onProgress(last);
      return [...spent].map(([step, ms]) => `${step} ${ms.toFixed(0)}`).join(', ');
    },
  };
}

async function writeProfile(dataDir: string, wordings: readonly number[]): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  for (let start = 0; start < wordings.length; start += SECTIONS_PER_FILE) {
    const sections = wordings
      .slice(start, start + SECTIONS_PER_FILE)
      .map((wording, at) => `# Fact ${start + at}\n\n${toText(start + at, wording)}`);
    await writeFile(join(dataDir, `facts-${start}.md`), sections.join('\n\n'));
  }
}

/** About 40 words, as in a profile's entry. */
function toText(section: number, wording: number): string {
  const bytes = createHash('shake256', { outputLength: 38 * 4 })
    .update(`${section}`)
    .digest();
  const words = Array.from({ length: 38 }, (_, at) => toWord(bytes.readUInt32LE(at * 4) / 2 ** 32));
  return `In version ${wording}, entry ${section} is about ${words.join(' ')}.`;
}

/** A made-up word; `share` (0 to 1) near 0 gives a common one. */
function toWord(share: number): string {
  const rank = Math.floor(VOCABULARY_SIZE * share ** 3);
  return [rank >> 8, rank >> 4, rank].map((part) => SYLLABLES[part % SYLLABLES.length] ?? '').join('') + (rank >> 12);
}

function row(...cells: readonly (string | number)[]): void {
  print(`| ${cells.join(' | ')} |\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}
