import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { assertThere, toCount, UsageError } from './arguments.ts';
import type { z } from 'zod';
import { finding } from './retrieval/measure-one.ts';
import type { Finding, Job } from './retrieval/measure-one.ts';
import { ASKTWIN, ASKTWIN_WORDS, sizeFinding } from './retrieval/measure-size.ts';
import type { SizeFinding, SizeJob } from './retrieval/measure-size.ts';
import { drawQuality } from './retrieval/picture.ts';
import { readSets } from './retrieval/sets.ts';
import type { EvaluationSet } from './retrieval/sets.ts';

const HELP = `Usage: npm run bench:retrieval -- DIR [OPTIONS]

Measures the embedded index on the evaluation sets in DIR (docs.jsonl or docs.VARIANT.jsonl, queries.jsonl, qrels.jsonl and
perhaps unanswerable.jsonl; one set, or a folder of them), next to MiniSearch, Orama, FlexSearch and LanceDB full-text search as
their READMEs set them up. Every figure comes from a process of its own. The rivals are installed on the first run.

  --only NAME,…     sets whose names hold one of these
  --engines NAME,…  engines whose names hold one of these
  --sizes N,…       documents for the table of costs: 10000,100000; 0 for none
  --picture FILE    draw the quality as SVG
  --cache DIR       keep the vectors there; otherwise every run embeds anew
`;

const RIVALS = ['MiniSearch', 'Orama', 'FlexSearch', 'LanceDB FTS'];
const RIVALS_FOLDER = join(import.meta.dirname, 'rivals');
/** Larger sets say nothing new about typing errors. */
const MAX_TYPO_DOCUMENTS = 300;

interface Options {
  readonly folder: string;
  readonly cacheFolder: string;
  readonly engines: readonly string[];
}

/** Prints the tables. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      engines: { type: 'string', default: '' },
      sizes: { type: 'string', default: '10000,100000' },
      picture: { type: 'string' },
      cache: { type: 'string' },
    },
  });
  if (values.help) {
    print(HELP);
    return 0;
  }
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new UsageError('Name one DIR with evaluation sets.');
  await assertThere(folder, 'folder');
  const sizes = values.sizes.split(',').map((size) => toCount('--sizes', size, 0));
  const sets = (await readSets(folder)).filter(({ name }) => isPicked(name, values.only));
  const cacheFolder = values.cache ?? (await mkdtemp(join(tmpdir(), 'asktwin-bench-')));
  const engines = [ASKTWIN, ASKTWIN_WORDS, ...(await installRivals())].filter((name) => isPicked(name, values.engines));
  const options = { folder, cacheFolder, engines };
  try {
    print(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores\n`);
    const found = await measureSets(sets, options);
    printAbstention(sets, found);
    await measureTypos(sets, options);
    if (values.picture !== undefined) await writeFile(values.picture, drawQuality(toBars(sets, found)));
    await measureSizes(sizes, options);
  } finally {
    if (values.cache === undefined) await rm(cacheFolder, { recursive: true, force: true });
  }
  return 0;
}

/** By set and variant, then by engine. */
type Findings = ReadonlyMap<EvaluationSet, ReadonlyMap<string, Finding>>;

async function measureSets(sets: readonly EvaluationSet[], options: Options): Promise<Findings> {
  const found = new Map<EvaluationSet, Map<string, Finding>>();
  print('\n## Quality and cost at the size of the set\n\n');
  row('set', 'engine', 'nDCG@10', 'recall@5', 'recall@10', 'MRR', 'index ms', 'p50 ms', 'p95 ms', 'added MB');
  row(...Array.from({ length: 10 }, () => '---'));
  for (const set of sets) {
    const byEngine = new Map<string, Finding>();
    found.set(set, byEngine);
    for (const engine of options.engines) {
      const figures = await measure({ ...options, set: set.name, variant: set.variant, engine, hasTypos: false });
      byEngine.set(engine, figures);
      row(toTitle(set), engine, ...toQuality(figures), ...toCost(figures));
    }
  }
  return found;
}

function printAbstention(sets: readonly EvaluationSet[], found: Findings): void {
  print('\n## Questions that cannot be answered, at the threshold calibrated per index\n\n');
  row('set', 'engine', 'against', 'questions', 'ROC AUC', 'refused rightly', 'refused wrongly');
  row(...Array.from({ length: 7 }, () => '---'));
  for (const set of sets) {
    for (const [engine, { abstentions }] of found.get(set) ?? []) {
      for (const { against, count, auc, refusedRightly, refusedWrongly } of abstentions) {
        row(toTitle(set), engine, against, count, auc.toFixed(3), toPercent(refusedRightly), toPercent(refusedWrongly));
      }
    }
  }
}

async function measureTypos(sets: readonly EvaluationSet[], options: Options): Promise<void> {
  const small = sets.filter(({ documents }) => [...documents.values()].flat().length <= MAX_TYPO_DOCUMENTS);
  print('\n## One typing error in every question\n\n');
  row('set', 'engine', 'nDCG@10', 'recall@5', 'recall@10', 'MRR');
  row(...Array.from({ length: 6 }, () => '---'));
  for (const set of small) {
    for (const engine of options.engines) {
      const task = { ...options, set: set.name, variant: set.variant, engine, hasTypos: true };
      row(toTitle(set), engine, ...toQuality(await measure(task)));
    }
  }
}

async function measureSizes(sizes: readonly number[], options: Options): Promise<void> {
  if (sizes.every((size) => size === 0)) return;
  print('\n## Cost at size (documents of all sets, copied with words of their own; their vectors are made up)\n\n');
  row('documents', 'engine', 'index ms', 'ready after a restart ms', 'first ms', 'p50 ms', 'p95 ms', 'resident MB');
  row(...Array.from({ length: 8 }, () => '---'));
  for (const size of sizes) {
    for (const engine of options.engines) {
      row(size, engine, ...toSizeCost(await measureSize({ folder: options.folder, engine, size })));
    }
  }
}

function toBars(sets: readonly EvaluationSet[], found: Findings): Parameters<typeof drawQuality>[0] {
  return sets.map((set) => ({
    title: toTitle(set),
    bars: [...(found.get(set) ?? [])].map(([engine, { ndcg10 }]) => ({ engine, value: ndcg10 })),
  }));
}

async function measure(task: Job): Promise<Finding> {
  progress(`${task.engine}: ${task.set} ${task.variant}`);
  return await runApart(finding, RIVALS.includes(task.engine) ? 'measure-rival.ts' : 'measure-one.ts', task);
}

async function measureSize(task: SizeJob): Promise<SizeFinding> {
  progress(`${task.engine}: ${task.size}`);
  return await runApart(sizeFinding, RIVALS.includes(task.engine) ? 'measure-rival.ts' : 'measure-size.ts', task);
}

/** Runs one measurement in a process of its own, so that engines share neither memory nor warm code. */
async function runApart<Found>(schema: z.ZodType<Found>, script: string, task: Job | SizeJob): Promise<Found> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'run.mjs'), join(import.meta.dirname, 'retrieval', script), JSON.stringify(task)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const status = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const output = await readAll(child.stdout);
  if ((await status) !== 0) throw new Error(`Measuring ${task.engine} has failed.`);
  return schema.parse(JSON.parse(output));
}

/**
 * They are no part of the product, so `npm ci` leaves them out; without a registry the bench goes on without them. Not by
 * `npm ci`: it insists on the packages for all other platforms, which not every registry has.
 */
async function installRivals(): Promise<readonly string[]> {
  const isThere = await stat(join(RIVALS_FOLDER, 'node_modules')).catch(() => undefined);
  if (isThere !== undefined) return RIVALS;
  progress('installing the rivals: npm install --no-save --prefix scripts/rivals');
  const args = ['install', '--no-save', '--prefix', RIVALS_FOLDER, '--no-audit', '--no-fund'];
  const child = spawn('npm', args, { stdio: 'ignore' });
  const status = await new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
  });
  if (status === 0) return RIVALS;
  progress('they cannot be installed; asktwin is measured alone');
  return [];
}

function isPicked(name: string, list: string): boolean {
  return list === '' || list.split(',').some((part) => name.includes(part));
}

function toTitle({ name, variant }: EvaluationSet): string {
  return variant === '' ? name : `${name} ${variant}`;
}

function toQuality({ ndcg10, recall5, recall10, mrr }: Finding): readonly string[] {
  return [ndcg10, recall5, recall10, mrr].map((value) => value.toFixed(3));
}

function toCost({ buildMs, p50Ms, p95Ms, addedMegabytes }: Finding): readonly string[] {
  return [buildMs.toFixed(0), p50Ms.toFixed(1), p95Ms.toFixed(1), addedMegabytes.toFixed(0)];
}

function toSizeCost(found: SizeFinding): readonly string[] {
  const { indexMs, readyMs, firstMs, p50Ms, p95Ms, residentMegabytes } = found;
  const times = [firstMs, p50Ms, p95Ms].map((ms) => ms.toFixed(1));
  return [indexMs.toFixed(0), readyMs?.toFixed(0) ?? '', ...times, residentMegabytes.toFixed(0)];
}

function toPercent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function row(...cells: readonly (string | number)[]): void {
  print(`| ${cells.join(' | ')} |\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
