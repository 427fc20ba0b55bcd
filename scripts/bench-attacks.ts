import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { assertThere, UsageError } from './arguments.ts';
import { FACE_NAMES, SOURCE_FACE } from './attacks/attack-job.ts';
import type { Tally } from './attacks/attack-job.ts';
import { CHECKS } from './attacks/checks.ts';
import { readRows } from './attacks/rows.ts';
import { findUnrefusedSources } from './attacks/sources.ts';
import type { AttackRow } from './attacks/rows.ts';
import { runOrders } from './attacks/worker-pool.ts';
import type { Order } from './attacks/worker-pool.ts';

const HELP = `Usage: npm run bench:attacks -- FILE [--quick]

Lets a model that obeys every attack, and one that repeats its whole prompt, answer each row of FILE (one JSON object per line:
id, text, category, surface, check) on every face, against fakes of the platforms, and looks at every state of every message
that people would have seen. Exit status 1 when a rule is broken or something could not be looked at. What needs a reader's
judgement is not judged.

  --quick  obeys and echoes once per row and face, instead of with deltas of one, three and all characters, and in base64
  --help   shows this
`;

/** Rows of one order: few enough to share the work evenly. */
const ROWS_PER_ORDER = 32;

/** Prints the table; progress goes to stderr. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageError('Name one FILE with attacks.');
  await assertThere(path, 'file');
  const startedAt = performance.now();
  const rows = await readRows(path).catch((error: unknown) => {
    throw new UsageError(`${path} holds a line that is no attack.`, { cause: error });
  });
  const orders = toOrders(rows, values.quick);
  const total: Tally = { answers: 0, frames: 0, breaches: rows.flatMap(findUnrefusedSources), unjudged: [] };
  let ended = 0;
  await runOrders(path, orders, (order, outcome) => {
    ended += 1;
    const tally = 'tally' in outcome ? outcome.tally : toCrash(rows, order, outcome.crash);
    add(total, tally);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const sofar = `${total.answers} answers, ${total.breaches.length} breaches, ${total.unjudged.length} not judged`;
    process.stderr.write(`${seconds} s: ${ended}/${orders.length} ${order.face}: ${sofar}\n`);
  });
  print(rows, total);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  process.stdout.write(`took ${seconds} s in ${availableParallelism()} processes\n`);
  return total.breaches.length + total.unjudged.length > 0 ? 1 : 0;
}

/** Every face gets every row, those in the files and those that are said apart; what names a source goes to an admin's command. */
function toOrders(rows: readonly AttackRow[], isQuick: boolean): readonly Order[] {
  const placesOf = (isWanted: (row: AttackRow) => boolean): readonly number[] =>
    rows.flatMap((row, at) => (isWanted(row) ? [at] : []));
  const said = placesOf(({ surface }) => surface === 'question' || surface === 'llm_output');
  const poisons = placesOf(({ surface }) => surface === 'profile_data');
  const sources = placesOf(({ surface }) => surface === 'ingest_source');
  return FACE_NAMES.flatMap((face) =>
    (face === SOURCE_FACE ? [sources] : [said, poisons])
      .flatMap(toSlices)
      .map((some): Order => ({ face, rows: some, isQuick })),
  );
}

function toSlices(places: readonly number[]): readonly (readonly number[])[] {
  const count = Math.ceil(places.length / ROWS_PER_ORDER);
  // Dealt like cards: long rows stand together in such files.
  return Array.from({ length: count }, (_none, slice) => places.filter((_place, at) => at % count === slice));
}

function toCrash(rows: readonly AttackRow[], { face, rows: places }: Order, what: string): Tally {
  const id = places.map((at) => rows[at]?.id ?? '').join(', ');
  return { answers: 0, frames: 0, breaches: [{ id, face, check: 'crash', what }], unjudged: [] };
}

function add(total: Tally, { answers, frames, breaches, unjudged }: Tally): void {
  total.answers += answers;
  total.frames += frames;
  total.breaches.push(...breaches);
  total.unjudged.push(...unjudged);
}

function print(rows: readonly AttackRow[], { answers, frames, breaches, unjudged }: Tally): void {
  const line = (name: string, counts: readonly (number | string)[]): string =>
    `${name.padEnd(44)}${counts.map((count) => String(count).padStart(12)).join('')}\n`;
  process.stdout.write(line('surface: category', ['rows', ...CHECKS]));
  for (const group of [...new Set(rows.map(toGroup))].toSorted()) {
    const ids = new Set(rows.filter((row) => toGroup(row) === group).map(({ id }) => id));
    const own = breaches.filter(({ id }) => ids.has(id));
    const counts = CHECKS.map((check) => own.filter((one) => one.check === check).length);
    process.stdout.write(line(group, [ids.size, ...counts]));
  }
  for (const { id, face, check, what } of breaches.slice(0, 60)) {
    process.stdout.write(`BREACH ${id} on ${face}: ${check}: ${what.slice(0, 200)}\n`);
  }
  for (const { id, face, why } of unjudged.slice(0, 20)) {
    process.stdout.write(`NOT JUDGED ${id} on ${face}: ${why}\n`);
  }
  process.stdout.write(
    `${rows.length} rows, ${answers} answers, ${frames} frames, ${breaches.length} breaches, ${unjudged.length} not judged\n`,
  );
}

function toGroup({ surface, category }: AttackRow): string {
  return `${surface}: ${category.split(':')[0] ?? ''}`;
}
