import { parseArgs } from 'node:util';
import { toCount } from './arguments.ts';
import { runKillTrials, type KillTrial } from '../test/fakes/kill/kill-trials.ts';

const GOOD: ReadonlySet<string> = new Set(['answered', 'noted', 'unclaimed']);

const HELP = `Usage: npm run trials:kill -- [--trials N] [--seed N] [--redis] [--least-scopes]

Kills the built program at random moments while seven people ask on Discord and Slack, starts it again, and prints what they
saw. Ends with status 1 when anything was lost or answered twice.

  --trials N      kills; 200 by default
  --seed N        of the moments; 1 by default
  --redis         kills one of two processes that share a Redis; needs redis-server
  --least-scopes  leaves the Slack app without the optional scopes for the history of channels: a first message that was sent
                  just before the kill is not found then, and stays open
  --help          shows this
`;

/** Prints what people saw; 1 when anything was lost. */
export async function main(args: readonly string[]): Promise<number> {
  const options = {
    trials: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    redis: { type: 'boolean', default: false },
    'least-scopes': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [wanted, seed] = [toCount('--trials', values.trials), toCount('--seed', values.seed, 0)];
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  let count = 0;
  const onTrial = (trial: KillTrial): void => {
    count += 1;
    const bad = trial.verdicts.filter(({ verdict }) => !GOOD.has(verdict));
    for (const { kind, verdict, shown } of bad) {
      say(
        `trial ${count}, killed after ${trial.killedAfterMs} ms: ${kind} ${verdict}: ${JSON.stringify(shown.map(toShort))}`,
      );
    }
    if (count % 20 === 0) say(`${count} trials`);
  };

  const { trials, leftInJournal } = await runKillTrials({
    trials: wanted,
    seed,
    hasRedis: values.redis,
    mayReadHistory: !values['least-scopes'],
    onTrial,
  });

  const verdicts = trials.flatMap((trial) => trial.verdicts);
  const tally = new Map<string, number>();
  for (const { kind, verdict } of verdicts)
    tally.set(`${kind}: ${verdict}`, (tally.get(`${kind}: ${verdict}`) ?? 0) + 1);
  const times = trials.map(({ terminalAfterMs }) => terminalAfterMs ?? Infinity).toSorted((a, b) => a - b);
  for (const [name, number] of [...tally].toSorted(([a], [b]) => a.localeCompare(b))) say(`${name} ${number}`);
  say(`${trials.length} kills, ${verdicts.length} questions, ${leftInJournal} left in the journal`);
  say(`terminal after the restart: median ${times[Math.floor(times.length / 2)]} ms, slowest ${times.at(-1)} ms`);
  const isGood =
    verdicts.every(({ verdict }) => GOOD.has(verdict)) && leftInJournal === 0 && Number.isFinite(times.at(-1));
  say(isGood ? 'nothing was lost, nothing was answered twice' : 'FAILED');
  return isGood ? 0 : 1;
}

function toShort(text: string): string {
  return text.length > 160 ? `${text.slice(0, 60)} … ${text.slice(-90)}` : text;
}
