import { writeFile } from 'node:fs/promises';
import { algorithmsFor } from './delivery/algorithms.ts';
import { brokenBars } from './delivery/bars.ts';
import { FAULTY } from './delivery/faulty.ts';
import { brokenLoopbackBars, toLoopbackTable } from './delivery/loopback/loopback-report.ts';
import { LOOPBACK_ROUND_TRIP_MS, runLoopback } from './delivery/loopback/run-loopback.ts';
import { asktwin } from './delivery/our-delivery.ts';
import { drawGrowth } from './delivery/picture.ts';
import { toTable } from './delivery/report.ts';
import { runScenario } from './delivery/run-scenario.ts';
import { SHARED, SINGLE, SINGLE_SLACK, type BenchScenario } from './delivery/scenarios.ts';
import { summarize, type Summary } from './delivery/summary.ts';

const SEEDS = 40;
const PICTURE = '.github/delivery.svg';

/**
 * Shows answers on simulated platforms, by this product and by rivals' algorithms, and then by the real adapters to
 * platforms on loopback, and prints how far what is seen is behind what was written. Ends with status 1 when a bar is
 * broken. `--simulation` and `--loopback` run one half; `--seeds N` simulates others than 40, `--ours` no rivals.
 */
export async function main(args: readonly string[]): Promise<number> {
  const given = Number(args[args.indexOf('--seeds') + 1]);
  const seeds = args.includes('--seeds') && given >= 1 ? given : SEEDS;
  const broken: string[] = [];
  if (!args.includes('--loopback')) broken.push(...(await simulate(seeds, !args.includes('--ours'))));
  if (!args.includes('--simulation')) broken.push(...(await showOnLoopback()));
  say(broken.length === 0 ? '\nEvery bar is met.\n' : `\nBroken:\n${broken.join('\n')}\n`);
  return broken.length === 0 ? 0 : 1;
}

async function simulate(seeds: number, hasRivals: boolean): Promise<readonly string[]> {
  const broken: string[] = [];
  const print = async (title: string, scenarios: readonly BenchScenario[]): Promise<void> => {
    const rows: { readonly scenario: BenchScenario; readonly summaries: readonly Summary[] }[] = [];
    for (const scenario of scenarios) {
      const algorithms = hasRivals ? algorithmsFor(scenario.place) : [asktwin];
      const summaries: Summary[] = [];
      for (const algorithm of algorithms) summaries.push(await summarize(scenario, algorithm, seeds));
      const [ours, ...rivals] = summaries;
      if (ours !== undefined && (hasRivals || scenario.group === 'single')) {
        broken.push(...brokenBars(scenario, ours, rivals));
      }
      rows.push({ scenario, summaries });
    }
    say(`\n## ${title}\n\n${toTable(rows)}\n`);
  };

  await print('One answer alone on Discord', SINGLE);
  await print('One answer alone on Slack', SINGLE_SLACK);
  await print('Several at once', SHARED);
  broken.push(...(await runFaulty(seeds)));
  const pictured = SINGLE.find(({ name }) => name === '5/5 s, 150 ms, 100 tok/s');
  if (hasRivals && pictured !== undefined) await writeFile(PICTURE, await drawGrowth(pictured, 4));
  return broken;
}

async function showOnLoopback(): Promise<readonly string[]> {
  const results = await runLoopback();
  say(`\n## Real adapters on loopback, round trips of ${LOOPBACK_ROUND_TRIP_MS} ms\n\n${toLoopbackTable(results)}\n`);
  const broken = brokenLoopbackBars(results);
  const faulty = results.filter(({ scenario }) => scenario.fault !== undefined);
  const isHurt = ({ scenario }: (typeof faulty)[number]): boolean =>
    broken.some((what) => what.startsWith(`${scenario.name}: `));
  say(`\nFaults: ${faulty.length} kinds, ${faulty.filter(isHurt).length} that were seen.\n`);
  return broken;
}

async function runFaulty(seeds: number): Promise<readonly string[]> {
  const broken: string[] = [];
  const count = Math.max(1, Math.round(seeds / 10));
  for (const scenario of FAULTY) {
    for (let seed = 1; seed <= count; seed += 1) {
      const { answers, limitedCount } = await runScenario(scenario, asktwin, seed);
      const isWhole = answers.every(({ lostCount, regressionCount }) => lostCount + regressionCount === 0);
      if (!isWhole || limitedCount > 0)
        broken.push(
          `${scenario.name}, seed ${seed}: ${JSON.stringify(answers.map(({ lostCount, regressionCount, completeMs }) => [lostCount, regressionCount, completeMs]))} ${limitedCount}`,
        );
    }
  }
  say(
    `\nFaults: ${FAULTY.length} kinds, ${FAULTY.length * count * 2} answers, ${broken.length} runs with a fault that was seen.\n`,
  );
  return broken;
}

function say(text: string): void {
  process.stdout.write(text);
}
