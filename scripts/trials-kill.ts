import { parseArgs } from 'node:util';
import { runKillTrials, type KillTrial } from '../test/fakes/kill/kill-trials.ts';

const GOOD: ReadonlySet<string> = new Set(['answered', 'noted', 'unclaimed']);

/**
 * Kills the built program, or with `--redis` one of two that share a Redis, `--trials` times while it answers, and prints
 * what people saw. `--least-scopes` leaves the Slack app without the optional scopes for the history of channels: a first
 * message that was sent just before the kill is not found then, and stays open. Gives 1 when anything was lost.
 */
export async function main(args: readonly string[]): Promise<number> {
  const options = {
    trials: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    redis: { type: 'boolean', default: false },
    'least-scopes': { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
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
    trials: Number(values.trials),
    seed: Number(values.seed),
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
