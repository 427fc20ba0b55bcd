import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import MiniSearch from 'minisearch';
import type { Chunk } from '../src/core/profile/chunk.ts';
import { loadProfile } from '../src/core/profile/load-profile.ts';
import { createLocalIndex } from '../src/engines/vector/local.ts';
import { askOverHttp } from '../test/fakes/ask-over-http.ts';
import { createMemoryChunkStore } from '../test/fakes/memory-chunk-store.ts';
import { createFolder, startProgram } from '../test/fakes/program.ts';
import { openServices } from '../test/fakes/services.ts';

const HELP = `Usage: npm run bench

Starts the built program on the sample profile, with no account, and prints how fast it starts and answers and what
memory it takes; how soon it acknowledges on Discord and Slack; and what one search costs at 100 to 10,000 chunks, next to MiniSearch as its README sets it up.
`;
const QUESTIONS = [
  'What did Maya study?',
  'What is Lockkeeper?',
  'Which languages does she speak?',
  'What is her salary?',
];
const ROUNDS = 50;
const SIZES = [100, 1000, 10_000];

/** Prints the figures. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { help: { type: 'boolean', default: false } } });
  if (values.help) {
    print(HELP);
    return 0;
  }
  await benchProgram();
  await benchPlatforms();
  await benchSearch();
  return 0;
}

async function benchProgram(): Promise<void> {
  const whole = await measureProgram('on');
  const words = await measureProgram('off');
  print('| the program, extractive answers over HTTP | words + vectors | words alone |\n|---|---|---|\n');
  for (const [label, figure] of whole) row(label, figure, words.get(label) ?? '');
}

/** Starts it twice: the first time everything is embedded, the second time it comes from the cache. */
async function measureProgram(embeddings: 'on' | 'off'): Promise<ReadonlyMap<string, string>> {
  const folder = await createFolder();
  const env = { RATE_LIMIT: '100000/1s', RATE_LIMIT_GLOBAL: '100000/1s', EMBEDDINGS: embeddings };
  const firstMs = await timed(async () => await (await startProgram({ env, folder })).end());
  const startedAt = performance.now();
  const program = await startProgram({ env, folder });
  const readyMs = performance.now() - startedAt;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // A word more each round, since the same question would be answered from the cache.
    for (const question of QUESTIONS) times.push(await timed(() => askOverHttp(program.url, `${question} ${round}`)));
  }
  const bytes = await residentBytes(program.pid);
  await program[Symbol.asyncDispose]();
  return new Map([
    ['first start and end, with the ingest', `${firstMs.toFixed(0)} ms`],
    ['ready after, later', `${readyMs.toFixed(0)} ms`],
    [`whole answer, p50 of ${times.length}`, `${percentile(times, 0.5).toFixed(1)} ms`],
    ['whole answer, p95', `${percentile(times, 0.95).toFixed(1)} ms`],
    ['resident memory after them', `${(bytes / 2 ** 20).toFixed(0)} MB`],
  ]);
}

/** With every service on loopback, so that only the program's own share of the time is seen. */
async function benchPlatforms(): Promise<void> {
  const services = await openServices();
  await services.write('note.md', '# Boat\n\nThe boat of Maya is called Heron.');
  const startedAt = performance.now();
  const program = await startProgram({ env: { ...services.env, RATE_LIMIT: '1000/1s' }, folder: services.folder });
  const readyMs = performance.now() - startedAt;
  const { discord, slack } = services;
  const [acknowledged, placed]: [number[], number[]] = [[], []];
  for (let round = 0; round < 20; round += 1) {
    const channel = discord.channel(`channel-${round}`);
    const options = { question: 'What is the boat called?' };
    const asked = discord.slash({ user: discord.person(), command: 'asktwin', options, channel });
    await until(() => asked.ackedAt !== undefined);
    acknowledged.push((asked.ackedAt ?? 0) - asked.createdAt);
    const mention = await slack.mention({ text: options.question });
    const statuses = (): readonly { readonly atMs: number }[] =>
      slack.workspace.statuses.filter(({ threadTs }) => threadTs === mention.ts);
    await until(() => statuses().length > 0);
    placed.push((statuses()[0]?.atMs ?? 0) - mention.sentAtMs);
    await until(() => slack.shownIn(mention.channel, mention.ts).includes('AI twin of'));
  }
  const bytes = await residentBytes(program.pid);
  await program[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
  print('\n| with Discord, Slack, Groq and Upstash on loopback | p50 | p95 |\n|---|---|---|\n');
  row('ready after', `${readyMs.toFixed(0)} ms`, '');
  row('Discord: slash command to acknowledgement', ...toPercentiles(acknowledged));
  row('Slack: mention to status line', ...toPercentiles(placed));
  row('resident memory', `${(bytes / 2 ** 20).toFixed(0)} MB`, '');
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('The program did not answer within 30 s.');
    await sleep(2);
  }
}

function toPercentiles(times: readonly number[]): readonly string[] {
  return [0.5, 0.95].map((share) => `${percentile(times, share).toFixed(0)} ms`);
}

async function benchSearch(): Promise<void> {
  const signal = new AbortController().signal;
  const { chunks } = await loadProfile({ dataDir: join(import.meta.dirname, '..', 'data'), signal });
  print('\n| search, p50 ms | index | asktwin | MiniSearch, stock | ratio |\n|---|---|---|---|---|\n');
  for (const size of SIZES) {
    const many = multiply(chunks, size);
    const index = createLocalIndex({ chunks: createMemoryChunkStore() });
    const indexMs = await timed(async () => {
      await index.upsert(many, { signal });
      await index.query('warm up', { topK: 8, live: 'all', filter: { audience: 'owner' }, signal });
    });
    const ours = await medianOf((question) =>
      index.query(question, { topK: 8, live: 'all', filter: { audience: 'owner' }, signal }),
    );
    const stock = new MiniSearch<Chunk>({ fields: ['title', 'text'], storeFields: ['title'] });
    stock.addAll(many);
    const theirs = await medianOf(async (question) => stock.search(question).slice(0, 8));
    row(`${size} chunks`, indexMs.toFixed(0), ours.toFixed(2), theirs.toFixed(2), (ours / theirs).toFixed(2));
  }
}

async function medianOf(search: (question: string) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    for (const question of QUESTIONS) times.push(await timed(() => search(question)));
  }
  return percentile(times, 0.5);
}

/** The same chunks again under other ids, each with a word of its own. */
function multiply(chunks: readonly Chunk[], size: number): readonly Chunk[] {
  return Array.from({ length: size }, (_none, at) => {
    const chunk = chunks[at % chunks.length];
    if (chunk === undefined) throw new Error('The sample profile is empty.');
    const copy: Chunk = structuredClone(chunk);
    return Object.assign(copy, { id: `${chunk.id}-${at}`, text: `${chunk.text} Entry ${at}.` });
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

/** From /proc; 0 where there is none. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

function row(...cells: readonly string[]): void {
  print(`| ${cells.join(' | ')} |\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}
