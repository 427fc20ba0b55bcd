import { join } from 'node:path';
import { startProgram } from '../test/fakes/program.ts';
import type { Program } from '../test/fakes/program.ts';
import { startRedis } from '../test/fakes/redis-server.ts';
import { openServices, SERVED_PROFILE } from '../test/fakes/services.ts';
import type { Services } from '../test/fakes/services.ts';
import { ANSWER, askAtOnce, keepAsking, MODEL } from './load/crowd.ts';
import type { Waited } from './load/crowd.ts';
import { readFigures } from './load/process-figures.ts';

const HELP = `Usage: npm run bench:load

Starts the built program with Discord, Slack, Groq and Upstash on loopback and prints how long people wait and what it
costs: first one process, then two that share a Redis, then one whose model and index never answer. First so many people
ask at the same moment, up to 10 of them on Slack; then so many questions are on their way all the time, one of them there. The model gives
its first token after ${MODEL.firstTokenMs} ms, which is taken off the time to the first text, and then ${1000 / MODEL.betweenTokensMs} tokens a second. Needs redis-server.
`;
const COUNTS = [1, 10, 50, 200];
const HUNG_COUNT = 50;
const ROOM = { RATE_LIMIT: '1000/1s', RATE_LIMIT_GLOBAL: '100000/1s', RATE_LIMIT_PLACE: '1000/1s', LOG_LEVEL: 'info' };
const ANSWERED_WITHIN_MS = 60_000;
const HUNG_FOR_MS = 2500;
const STEADY_MS = 8000;
/** A workspace of Slack lets an app show only so many answers a minute. */
const ON_SLACK = { atOnce: 10, steadily: 1 } as const;
const WARM_UP_COUNT = 10;

interface Crowd {
  readonly services: Services;
  readonly programs: readonly Program[];
  readonly people: number;
}

/** Prints the figures. */
export async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    print(HELP);
    return 0;
  }
  print(
    '| processes | questions | first sign when all ask at once, p50 / p99 | first text beyond the model, p50 / p95 ',
  );
  print('| answers per s | CPU per answer | resident | event loop lag, p99 |\n|---|---|---|---|---|---|---|---|\n');
  await benchCrowds(1);
  await benchCrowds(2);
  await benchHung();
  return 0;
}

/** `count` processes on the same tokens; more than one share a Redis. */
async function benchCrowds(count: number): Promise<void> {
  const services = await openServices();
  const redis = count === 1 ? undefined : await startRedis();
  const programs = await startAll(services, count, redis === undefined ? {} : { REDIS_URL: redis.url });
  services.groq.always(ANSWER);
  await askAtOnce(services, {
    count: WARM_UP_COUNT,
    round: 'warm',
    withinMs: ANSWERED_WITHIN_MS,
    maxOnSlack: ON_SLACK.steadily,
  });
  for (const people of COUNTS) await benchCrowd({ services, programs, people });
  await closeAll(programs, services);
  await redis?.[Symbol.asyncDispose]();
}

async function benchCrowd({ services, programs, people }: Crowd): Promise<void> {
  const crowd = { count: people, withinMs: ANSWERED_WITHIN_MS };
  const burst = await askAtOnce(services, { ...crowd, round: `x${people}`, maxOnSlack: ON_SLACK.atOnce });
  const before = await readFigures(programs);
  const startedAt = performance.now();
  const steady = await keepAsking(services, {
    ...crowd,
    round: `s${people}`,
    maxOnSlack: ON_SLACK.steadily,
    forMs: STEADY_MS,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await readFigures(programs);
  for (const waited of [burst, steady]) checkAnswers(waited);
  row(
    String(programs.length),
    String(people),
    toShares(burst, 'signMs', [0.5, 0.99]),
    toShares(steady, 'firstTextMs', [0.5, 0.95], MODEL.firstTokenMs),
    (steady.length / seconds).toFixed(1),
    `${((after.cpuMs - before.cpuMs) / steady.length).toFixed(0)} ms`,
    `${after.residentMb.toFixed(0)} MB`,
    `${after.eventLoopLagMs.toFixed(0)} ms`,
  );
}

function checkAnswers(waited: readonly Waited[]): void {
  const bad = waited.filter(({ firstTextMs, wholeMs }) => firstTextMs === undefined || wholeMs === undefined);
  if (bad.length > 0) throw new Error(`${bad.length} of ${waited.length} got no whole answer of the model in time.`);
}

/** Whatever hangs behind it, people see at once that they were heard. */
async function benchHung(): Promise<void> {
  const services = await openServices();
  const programs = await startAll(services, 1, {});
  services.groq.always({ connection: 'hang' });
  services.upstash.failAll({ kind: 'hang' });
  const waited = await askAtOnce(services, {
    count: HUNG_COUNT,
    round: 'hung',
    withinMs: HUNG_FOR_MS,
    maxOnSlack: ON_SLACK.atOnce,
  });
  print(`\n| model and index hang | |\n|---|---|\n`);
  row(`first sign for ${HUNG_COUNT} at once, p50 / p99`, toShares(waited, 'signMs', [0.5, 0.99]));
  await closeAll(programs, services, 'SIGKILL');
}

async function startAll(
  services: Services,
  count: number,
  env: Readonly<Record<string, string>>,
): Promise<readonly Program[]> {
  await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
  const programs: Program[] = [];
  for (let at = 0; at < count; at += 1) {
    const folder = join(services.folder, `process-${at}`);
    const own = { STATE_DIR: folder };
    programs.push(await startProgram({ env: { ...services.env, ...ROOM, ...own, ...env }, folder: services.folder }));
  }
  return programs;
}

async function closeAll(programs: readonly Program[], services: Services, signal?: NodeJS.Signals): Promise<void> {
  await Promise.all(programs.map((program) => program.end(signal)));
  await services[Symbol.asyncDispose]();
}

function toShares(
  waited: readonly Waited[],
  what: 'signMs' | 'firstTextMs',
  shares: readonly number[],
  lessMs = 0,
): string {
  const times = waited.map((one) => (one[what] ?? Infinity) - lessMs).toSorted((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Infinity;
  return `${shares.map((share) => at(share).toFixed(0)).join(' / ')} ms`;
}

function row(...cells: readonly string[]): void {
  print(`| ${cells.join(' | ')} |\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}
