import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { toCount } from './arguments.ts';
import { algorithmsFor } from './delivery/algorithms.ts';
import { brokenBars, toVerdict } from './delivery/bars.ts';
import { FAULTY } from './delivery/faulty.ts';
import { brokenLoopbackBars, toLoopbackTable } from './delivery/loopback/loopback-report.ts';
import { LOOPBACK_ROUND_TRIP_MS, runLoopback } from './delivery/loopback/run-loopback.ts';
import { asktwin } from './delivery/our-delivery.ts';
import { drawGrowth } from './delivery/picture.ts';
import { toTable } from './delivery/report.ts';
import { runScenario } from './delivery/run-scenario.ts';
import { SHARED, SINGLE, SINGLE_SLACK, type BenchScenario } from './delivery/scenarios.ts';
import { summarize, type Seeds, type Summary } from './delivery/summary.ts';

const PICTURE = '.github/delivery.svg';
const PICTURE_TITLE = 'One answer at 100 tokens/s, with 5 calls in 5 s and round trips of 150 ms';
const HELP = `Usage: npm run bench:delivery [-- OPTIONS]

Shows answers on simulated platforms, by this product and by rivals' algorithms, and then by the real adapters to platforms on
loopback, and prints how far what is seen is behind what was written. Ends with status 1 when a bar is broken.

  --simulation     only the first half; it draws the README's picture, too
  --loopback       only the second half, in real time: the machine should have nothing else to do
  --seeds N        simulates so many runs (40)
  --first-seed N   of these seeds on (1)
  --only TEXT      simulates only scenarios whose name holds the text
  --ours           without the rivals
  --help           shows this
`;

interface SimulationOptions {
  readonly seeds: Seeds;
  readonly only: string | undefined;
  readonly hasRivals: boolean;
}

/** Measures the delivery of answers; see {@link HELP}. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      simulation: { type: 'boolean', default: false },
      loopback: { type: 'boolean', default: false },
      seeds: { type: 'string', default: '40' },
      'first-seed': { type: 'string', default: '1' },
      only: { type: 'string' },
      ours: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(HELP);
    return 0;
  }
  const seeds = { first: toCount('--first-seed', values['first-seed']), count: toCount('--seeds', values.seeds) };
  const broken: string[] = [];
  if (!values.loopback) broken.push(...(await simulate({ seeds, only: values.only, hasRivals: !values.ours })));
  if (!values.simulation) broken.push(...(await showOnLoopback()));
  const { text, status } = toVerdict(broken);
  say(text);
  return status;
}

async function simulate({ seeds, only, hasRivals }: SimulationOptions): Promise<readonly string[]> {
  const broken: string[] = [];
  const print = async (title: string, all: readonly BenchScenario[]): Promise<void> => {
    const rows: { readonly scenario: BenchScenario; readonly summaries: readonly Summary[] }[] = [];
    const scenarios = all.filter(({ name }) => only === undefined || name.includes(only));
    if (scenarios.length === 0) return;
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
  if (only !== undefined) return broken;
  broken.push(...(await runFaulty(seeds)));
  const pictured = SINGLE.find(({ name }) => name === '5/5 s, 150 ms, 100 tok/s');
  if (hasRivals && pictured !== undefined) await writeFile(PICTURE, await drawGrowth(pictured, 4, PICTURE_TITLE));
  return broken;
}

async function showOnLoopback(): Promise<readonly string[]> {
  const results = await runLoopback();
  say(`\n## Real adapters on loopback, round trips of ${LOOPBACK_ROUND_TRIP_MS} ms\n\n${toLoopbackTable(results)}\n`);
  const broken = brokenLoopbackBars(results);
  const faulty = results.filter(({ scenario }) => scenario.fault !== undefined);
  const isHurt = ({ scenario }: (typeof faulty)[number]): boolean =>
    broken.some((what) => what.startsWith(`${scenario.name}: `));
  const repeated = faulty.filter(({ repeatedCount }) => repeatedCount > 0);
  say(`\nFaults: ${faulty.length} kinds, ${faulty.filter(isHurt).length} that were seen. `);
  say(
    `In ${repeated.length} the whole answer says that its beginning may stand twice, because the app may not look.\n`,
  );
  return broken;
}

async function runFaulty({ first, count: seedCount }: Seeds): Promise<readonly string[]> {
  const broken: string[] = [];
  const count = Math.max(1, Math.round(seedCount / 10));
  for (const scenario of FAULTY) {
    for (let seed = first; seed < first + count; seed += 1) {
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
