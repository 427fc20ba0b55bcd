import { parseArgs } from 'node:util';
import { readGroundingSet, SETS, scoreGrounding } from '../test/fakes/grounding-set.ts';
import type { GroundingScore } from '../test/fakes/grounding-set.ts';

const HELP = `Usage: npm run bench:grounding [-- [--misses] [--time]]

Runs the check of finished answers over hand-written right answers and over the same answers with one value swapped or one
sentence invented, and prints for each set how many of the wrong ones it catches and how many of the right ones it flags. --misses lists those it gets wrong, --time says how long an answer takes.
`;

/** Prints the figures. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      misses: { type: 'boolean', default: false },
      time: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(HELP);
    return 0;
  }
  print(
    '| answers | number | date | name | employer | title | degree | place | technology | person | all wrong ones caught | right ones flagged |\n',
  );
  print('|---|---|---|---|---|---|---|---|---|---|---|---|\n');
  for (const half of SETS) {
    const startedAt = performance.now();
    const cases = readGroundingSet(half);
    const score = await scoreGrounding(cases);
    print(toRow(half, score));
    if (values.misses) printMisses(score);
    if (values.time) print(`${((performance.now() - startedAt) / cases.length).toFixed(1)} ms per answer\n`);
  }
  return 0;
}

function toRow(half: string, { right, wrong }: GroundingScore): string {
  const kinds = ['number', 'date', 'name', 'employer', 'title', 'degree', 'place', 'technology', 'person'] as const;
  const cells = kinds.map((kind) => `${wrong.get(kind)?.caught ?? 0}/${wrong.get(kind)?.count ?? 0}`);
  const all = [...wrong.values()];
  const [caught, count] = [sum(all.map((of) => of.caught)), sum(all.map((of) => of.count))];
  const rates = [
    `${caught}/${count} = ${percent(caught / count)}`,
    `${right.flagged}/${right.count} = ${percent(right.flagged / right.count)}`,
  ];
  return `| ${half} | ${[...cells, ...rates].join(' | ')} |\n`;
}

function printMisses({ misses }: GroundingScore): void {
  for (const { wanted, found } of misses) {
    const flags = found.map(({ kind, text }) => `${kind} “${text}”`).join(', ');
    print(`  ${wanted.swapped ?? 'RIGHT'} ${wanted.swap || flags} in: ${wanted.answer.replaceAll('\n', ' / ')}\n`);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function print(text: string): void {
  process.stdout.write(text);
}
