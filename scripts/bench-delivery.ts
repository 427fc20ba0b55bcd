import { writeFile } from 'node:fs/promises';
import { algorithmsFor } from './delivery/algorithms.ts';
import { brokenBars } from './delivery/bars.ts';
import { FAULTY } from './delivery/faulty.ts';
import { asktwin } from './delivery/our-delivery.ts';
import { drawGrowth } from './delivery/picture.ts';
import { toTable } from './delivery/report.ts';
import { runScenario } from './delivery/run-scenario.ts';
import { SHARED, SINGLE, SINGLE_SLACK, type BenchScenario } from './delivery/scenarios.ts';
import { summarize, type Summary } from './delivery/summary.ts';

const SEEDS = 40;
const PICTURE = '.github/delivery.svg';

/**
 * Shows answers on simulated platforms, by this product and by rivals' algorithms, and prints how far what is seen is
 * behind what was written. Ends with status 1 when a bar is broken. `--seeds N` runs others than 40, `--ours` no rivals.
 */
export async function main(args: readonly string[]): Promise<number> {
  const given = Number(args[args.indexOf('--seeds') + 1]);
  const seeds = args.includes('--seeds') && given >= 1 ? given : SEEDS;
  const broken: string[] = [];
  const print = async (title: string, scenarios: readonly BenchScenario[], hasRivals: boolean): Promise<void> => {
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

  const hasRivals = !args.includes('--ours');
  await print('One answer alone on Discord', SINGLE, hasRivals);
  await print('One answer alone on Slack', SINGLE_SLACK, hasRivals);
  await print('Several at once', SHARED, hasRivals);
  broken.push(...(await runFaulty(seeds)));
  const pictured = SINGLE.find(({ name }) => name === '5/5 s, 150 ms, 100 tok/s');
  if (hasRivals && pictured !== undefined) await writeFile(PICTURE, await drawGrowth(pictured, 4));
  say(broken.length === 0 ? '\nEvery bar is met.\n' : `\nBroken:\n${broken.join('\n')}\n`);
  return broken.length === 0 ? 0 : 1;
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
