import { parseArgs } from 'node:util';
import { runChaos } from './chaos/run.ts';

const HELP = `Usage: npm run chaos -- [--seed N] [--runs N] [--seconds N] [--at-once N] [--verbose] [--logs DIR]

Starts two processes with one Redis, and Discord, Slack, Groq and Upstash on loopback; kills and replaces processes, kills
and halts Redis, breaks every service and delivers events twice, by a schedule that the seed decides, while people ask.
Then it checks that every question ended in exactly one visible way, that nothing hangs, that limits and budget held, and
that no log holds a secret, a question or a person. The Slack app has its optional scopes. Ends with status 1 when something
is broken. Needs redis-server.

  --seed N      of the first run; 1 by default
  --runs N      runs, each with the next seed; 1 by default
  --at-once N   of them beside each other; 1 by default
  --seconds N   for which people ask in each run; 60 by default
  --verbose     names each trouble as it begins
  --logs DIR    writes there what the processes logged, and when each person saw what
`;
const MAX_SHOWN = 20;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;
const LOOK_FOR_PARENT_MS = 1000;

/** Prints a line per run. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      logs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      runs: { type: 'string', default: '1' },
      'at-once': { type: 'string', default: '1' },
      seconds: { type: 'string', default: '60' },
    },
  });
  if (values.help) {
    print(HELP);
    return 0;
  }
  const [seed, runs, seconds, atOnce] = [values.seed, values.runs, values.seconds, values['at-once']].map(Number);
  if (!isCount(seed) || !isCount(runs) || !isCount(seconds) || !isCount(atOnce)) {
    process.stderr.write(`--seed, --runs, --seconds and --at-once each take a whole number from 1 on.\n`);
    return 2;
  }
  endWithParent();
  let [brokenCount, questionCount] = [0, 0];
  const troubles = new Map<string, number>();
  const seeds = Array.from({ length: runs }, (_none, run) => seed + run);
  print('| seed | troubles | questions | how they ended | most memory | broken |\n|--:|--:|--:|---|--:|--:|\n');
  for (let at = 0; at < runs; at += atOnce) {
    const reports = seeds.slice(at, at + atOnce).map((each) => report({ ...values, seed: each, seconds, troubles }));
    for (const { broken, questions } of await Promise.all(reports)) {
      brokenCount += broken;
      questionCount += questions;
    }
  }
  print(`\n${questionCount} questions, ${runs} seeds, ${sum(troubles.values())} troubles, ${brokenCount} broken\n\n`);
  print('| trouble | times |\n|---|--:|\n');
  const byName = [...troubles].toSorted(([one], [other]) => one.localeCompare(other));
  for (const [name, count] of byName) print(`| ${name} | ${count} |\n`);
  return brokenCount === 0 ? 0 : 1;
}

/** All that was started ends when this process does; npm passes a signal on to a shell, and not to what that has started. */
function endWithParent(): void {
  for (const [signal, status] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(status));
  const parent = process.ppid;
  const look = (): void => {
    if (process.ppid !== parent) process.exit(SIGNALS.SIGTERM);
  };
  setInterval(look, LOOK_FOR_PARENT_MS).unref();
}

interface Wanted {
  readonly seed: number;
  readonly seconds: number;
  readonly verbose: boolean;
  readonly logs?: string | undefined;
  /** How often each trouble came, in all runs. */
  readonly troubles: Map<string, number>;
}

interface Counts {
  readonly broken: number;
  readonly questions: number;
}

async function report({ seed, seconds, verbose, logs, troubles }: Wanted): Promise<Counts> {
  let troubleCount = 0;
  const onTrouble = (name: string): void => {
    troubleCount += 1;
    troubles.set(name, (troubles.get(name) ?? 0) + 1);
    if (verbose) process.stderr.write(`${new Date().toISOString().slice(11, 23)}  seed ${seed}: ${name}\n`);
  };
  const { endings, broken, peakMb } = await runChaos({ seed, seconds, onTrouble, logs });
  const total = sum(Object.values(endings));
  const kinds = Object.entries(endings).map(([kind, count]) => `${count} ${kind}`);
  print(
    `| ${seed} | ${troubleCount} | ${total} | ${kinds.join(', ')} | ${peakMb.toFixed(0)} MB | ${broken.length} |\n`,
  );
  for (const fault of broken.slice(0, MAX_SHOWN)) process.stderr.write(`  broken: ${fault}\n`);
  return { broken: broken.length, questions: total };
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((total, one) => total + one, 0);
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 1;
}

function print(text: string): void {
  process.stdout.write(text);
}
