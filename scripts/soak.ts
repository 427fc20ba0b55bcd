import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { toCount } from './arguments.ts';
import { answerOf } from '../test/fakes/groq/completion-script.ts';
import { startProgram } from '../test/fakes/program.ts';
import type { Program } from '../test/fakes/program.ts';
import { openServices, SERVED_PROFILE } from '../test/fakes/services.ts';
import type { Services } from '../test/fakes/services.ts';
import { createSoakPeople } from './soak/people.ts';
import type { Face, SoakPeople } from './soak/people.ts';
import { slopeOf } from './soak/slope.ts';

const HELP = `Usage: npm run soak -- [--conversations N]

Starts the built program and has N people (20,000 unless told), each of whom was never there before, ask it once: on the web
page, on Discord (commands, mentions, direct messages) and in Slack. Prints what is left in memory after each part, with
garbage collected, and ends with status 1 when it goes on growing.
`;
const ROUNDS = 20;
/** Caches that are bounded fill up meanwhile; what grows through the last half is not bounded. */
const WARM_UP_SHARE = 0.5;
const SHARES: Readonly<Record<Face, number>> = { web: 0.595, discord: 0.4, slack: 0.005 };
/** How many ask at the same time. */
const CROWDS: Readonly<Record<Face, number>> = { web: 12, discord: 60, slack: 2 };
/** More than this of the heap for 10,000 conversations, or this many more handles, is a leak. */
const MAX_HEAP_MB_PER_10K = 2;
const MAX_MORE_HANDLES = 20;
/** What was asked last may still be kept for a moment: limits, connections. */
const SETTLE_MS = 2500;
const MEASURED_WITHIN_MS = 60_000;
/** So much of what the program complained about is printed. */
const MAX_TROUBLES = 20;

const measuredLine = z.object({
  heapMb: z.number(),
  externalMb: z.number(),
  residentMb: z.number(),
  handleCount: z.number(),
});
type Measured = z.infer<typeof measuredLine> & { readonly conversations: number };

/** Prints the figures; 1 when memory grows. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { conversations: { type: 'string', default: '20000' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    print(HELP);
    return 0;
  }
  const conversations = toCount('--conversations', values.conversations);
  await using services = await openServices();
  await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
  services.groq.always(answerOf('Maya builds warehouse robots at Lumenfold Robotics [1].'));
  await using program = await startMeasured(services);
  const people = createSoakPeople(services, program.url);
  const measured = await soak(program, people, conversations);
  await program.end();
  const unanswered = people.unanswered.length;
  print(`\nwithout a whole answer: ${unanswered}\n`);
  for (const who of people.unanswered.slice(0, 5)) print(`${who}\n`);
  for (const line of program.lines.filter(isTrouble).slice(0, MAX_TROUBLES)) print(`${line}\n`);
  return Math.max(judge(measured), unanswered === 0 ? 0 : 1);
}

function startMeasured({ env, folder }: Services): Promise<Program> {
  const probe = pathToFileURL(resolve('scripts/soak/probe.mjs')).href;
  // The embedded index: it is what most twins run on, and all of it is in this process.
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('UPSTASH_')));
  const room = { RATE_LIMIT: '1000/2s', RATE_LIMIT_GLOBAL: '100000/2s', RATE_LIMIT_PLACE: '1000/2s' };
  const limits = { DAILY_TOKEN_BUDGET: '0', NODE_OPTIONS: `--import=${probe}` };
  return startProgram({ env: { ...own, ...room, ...limits }, folder });
}

async function soak(program: Program, people: SoakPeople, total: number): Promise<readonly Measured[]> {
  print('| conversations | heap, MB | external, MB | resident, MB | handles | per s |\n|---|---|---|---|---|---|\n');
  const measured: Measured[] = [];
  const perRound = Math.ceil(total / ROUNDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await askRound(people, round, perRound);
    const perSecond = perRound / ((performance.now() - startedAt) / 1000);
    await sleep(SETTLE_MS);
    const figures = { ...(await measure(program)), conversations: (round + 1) * perRound };
    measured.push(figures);
    const { heapMb, externalMb, residentMb, handleCount, conversations } = figures;
    const cells = [heapMb.toFixed(2), externalMb.toFixed(2), residentMb.toFixed(0), handleCount, perSecond.toFixed(0)];
    print(`| ${[conversations, ...cells].join(' | ')} |\n`);
  }
  return measured;
}

async function askRound({ ask }: SoakPeople, round: number, count: number): Promise<void> {
  const crowds = (['web', 'discord', 'slack'] as const).flatMap((face) => {
    const first = round * count;
    const own = Array.from({ length: Math.round(count * SHARES[face]) }, (_none, at) => first + at + 1);
    const askOn = async (): Promise<void> => {
      for (let at = own.shift(); at !== undefined; at = own.shift()) await ask[face](at);
    };
    return Array.from({ length: CROWDS[face] }, askOn);
  });
  await Promise.all(crowds);
}

async function measure(program: Program): Promise<z.infer<typeof measuredLine>> {
  const before = program.logged('soak.measured').length;
  process.kill(program.pid, 'SIGUSR2');
  const deadline = performance.now() + MEASURED_WITHIN_MS;
  while (program.logged('soak.measured').length === before) {
    if (performance.now() > deadline) throw new Error('The program does not tell what is left in its memory.');
    await sleep(50);
  }
  return measuredLine.parse(program.logged('soak.measured').at(-1));
}

function judge(measured: readonly Measured[]): number {
  const warm = measured.slice(Math.floor(ROUNDS * WARM_UP_SHARE));
  const perTenThousand = (read: (one: Measured) => number): number =>
    10_000 * slopeOf(warm.map((one) => ({ conversations: one.conversations, value: read(one) })));
  const heapMb = perTenThousand(({ heapMb: value }) => value);
  const residentMb = perTenThousand(({ residentMb: value }) => value);
  const moreHandles = (warm.at(-1)?.handleCount ?? 0) - (warm[0]?.handleCount ?? 0);
  const isFlat = heapMb <= MAX_HEAP_MB_PER_10K && moreHandles <= MAX_MORE_HANDLES;
  print(
    `\nafter warm-up, per 10,000 conversations: heap ${heapMb.toFixed(2)} MB, resident ${residentMb.toFixed(1)} MB; `,
  );
  print(`handles ${moreHandles >= 0 ? '+' : ''}${moreHandles}: ${isFlat ? 'flat' : 'GROWING'}\n`);
  return isFlat ? 0 : 1;
}

/** Whether the program said that something is wrong: pino writes 40 for a warning and more for what is worse. */
function isTrouble(line: string): boolean {
  const isJson = line.startsWith('{');
  return !isJson || z.object({ level: z.number() }).parse(JSON.parse(line)).level >= 40;
}

function print(text: string): void {
  process.stdout.write(text);
}
