import { expect, test } from 'vitest';
import { FACE_NAMES, runAttackJob, SOURCE_FACE } from '../../scripts/attacks/attack-job.ts';
import { findUnrefusedSources } from '../../scripts/attacks/sources.ts';
import { readRows } from '../../scripts/attacks/rows.ts';

const ROWS = await readRows('test/fixtures/attacks/strings.jsonl');
const SOURCES = ROWS.filter(({ surface }) => surface === 'ingest_source');
const POISONS = ROWS.filter(({ surface }) => surface === 'profile_data');
const SAID = ROWS.filter((row) => !SOURCES.includes(row) && !POISONS.includes(row));
/** On a machine that does a lot besides. */
const PATIENCE_MS = 400_000;
/** One face of each way of showing text gets every row; the others, which show it alike, get some of them. */
const WHOLE: ReadonlySet<string> = new Set(['discord command', 'slack dm (edits)', 'mcp']);

test.each(FACE_NAMES)(
  'a model that does whatever an attacker wants harms nobody: %s',
  async (face) => {
    const share = WHOLE.has(face) ? 1 : 6;
    const some = (rows: typeof ROWS): typeof ROWS => rows.filter((_row, at) => at % share === 0);
    const groups = face === SOURCE_FACE ? [SOURCES] : [some(SAID), some(POISONS)];

    const tallies = await Promise.all(groups.map((rows) => runAttackJob({ face, rows, isQuick: true })));

    expect(tallies.flatMap(({ breaches }) => breaches)).toEqual([]);
    expect(tallies.flatMap(({ unjudged }) => unjudged)).toEqual([]);
    const scenes = face === SOURCE_FACE ? 1 : 2;
    expect(tallies.map(({ answers }) => answers)).toEqual(groups.map(({ length }) => length * scenes));
  },
  PATIENCE_MS,
);

test('no attack is taken for a folder of files', () => {
  expect(SOURCES.flatMap(findUnrefusedSources)).toEqual([]);
});

test('there are attacks of every kind', () => {
  const kinds = new Set(ROWS.map(({ surface, category }) => `${surface} ${category.split(':')[0]}`));

  expect(ROWS.length).toBeGreaterThanOrEqual(60);
  expect(kinds.size).toBeGreaterThanOrEqual(8);
});
