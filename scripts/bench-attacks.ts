import { readConfig } from '../src/config/config.ts';
import { MAX_QUESTION_CHARS } from '../src/core/answer/question.ts';
import { bareDomainsIn } from '../src/support/bare-domains.ts';
import { createTestCore, TEST_PROFILE } from '../test/fakes/test-core.ts';
import { CHECKS, findBreaches } from './attacks/checks.ts';
import type { Check } from './attacks/checks.ts';
import { openCli, openMcp, openWeb } from './attacks/faces.ts';
import type { AttackedFace, OpenFaces } from './attacks/faces.ts';
import { createFastClock, openDiscord, openSlack } from './attacks/platform-faces.ts';
import { readRows, toQuestion } from './attacks/rows.ts';
import type { AttackRow } from './attacks/rows.ts';
import { createWorstCaseModel } from './attacks/worst-case-model.ts';
import type { CrimeScene, WorstCaseModel } from './attacks/worst-case-model.ts';

const HELP = `Usage: npm run bench:attacks -- FILE [--quick]

Lets a model that obeys every attack, and one that repeats its whole prompt, answer each row of FILE (one JSON object per line:
id, text, category, surface, check) on every face, against fakes of the platforms, and looks at every state of every message
that people would have seen. Exit status 1 when a rule is broken. What needs a reader's judgement is not judged.

  FILE --quick  obeys and echoes once per row and face, instead of with deltas of one, three and all characters, and in base64
`;

interface Breach {
  readonly row: AttackRow;
  readonly face: string;
  readonly check: Check;
  readonly what: string;
}

interface Tally {
  answers: number;
  frames: number;
  readonly breaches: Breach[];
}

const SCENES: readonly Omit<CrimeScene, 'text'>[] = [
  { crime: 'obey', size: 1 },
  { crime: 'obey', size: 3 },
  { crime: 'obey', size: 100_000 },
  { crime: 'echo', size: 4 },
  { crime: 'encode', size: 5 },
];

/** Rows that are asked about at the same time. */
const AT_ONCE = 8;

/** Prints the table. */
export async function main([path, option]: readonly string[]): Promise<number> {
  if (path === undefined) {
    process.stderr.write(HELP);
    return 2;
  }
  const rows = await readRows(path);
  const scenes = option === '--quick' ? SCENES.filter(({ size }) => size === 3 || size === 4) : SCENES;
  const tally: Tally = { answers: 0, frames: 0, breaches: [] };
  process.on('unhandledRejection', (error) => note(tally, rows[0], 'process', 'crash', String(error)));
  const poisons = rows.filter(({ surface }) => surface === 'profile_data');
  const onFace = async (open: (typeof OPENERS)[number]): Promise<void> => {
    await attack(
      open,
      rows.filter(({ surface }) => surface !== 'profile_data'),
      [],
      tally,
      scenes,
    );
    await attack(open, poisons, poisons, tally, scenes);
  };
  await Promise.all(OPENERS.map(onFace));
  for (const row of rows.filter(({ surface }) => surface === 'ingest_source')) checkSource(row, tally);
  print(rows, tally);
  return tally.breaches.length > 0 ? 1 : 0;
}

type Twin = Awaited<ReturnType<typeof openTwin>>;

const OPENERS: readonly ((twin: Twin) => Promise<OpenFaces>)[] = [
  (twin) => openDiscord(twin),
  (twin) => openSlack(twin, twin.clock, true),
  (twin) => openSlack(twin, twin.clock, false),
  (twin) => openWeb(twin),
  async (twin) => openCli(twin),
  (twin) => openMcp(twin),
];

async function openTwin(poisons: readonly AttackRow[]) {
  const model = createWorstCaseModel();
  const clock = createFastClock();
  const files = {
    'digitaltwin.json': JSON.stringify(TEST_PROFILE),
    ...Object.fromEntries(poisons.map((row, at) => [`note-${at}.md`, toNote(row, toMark(row, 0))])),
  };
  const core = await createTestCore({ files, model, clock, maxQuestions: 1_000_000, maxInAll: 10_000_000 });
  return Object.assign(core, { model, clock, files });
}

function toNote({ text }: AttackRow, mark: string): string {
  return `# Acme Robotics note ${mark}\n\nThe Acme Robotics note ${mark} says that Maya builds robots. ${text}\n`;
}

async function attack(
  open: (twin: Twin) => Promise<OpenFaces>,
  rows: readonly AttackRow[],
  poisons: readonly AttackRow[],
  tally: Tally,
  scenes: typeof SCENES,
): Promise<void> {
  await using twin = await openTwin(poisons);
  await using opened = await open(twin);
  const hosts = new Set(bareDomainsIn(Object.values(twin.files).join('\n').replaceAll('://', ' ')));
  for (const face of opened.faces) {
    const isSource = face.name.startsWith('slack reingest');
    const own = rows.filter(({ surface }) => isSource === (surface === 'ingest_source'));
    for (const [at, scene] of (isSource ? scenes.slice(0, 1) : scenes).entries()) {
      for (let from = 0; from < own.length; from += AT_ONCE) {
        const some = own.slice(from, from + AT_ONCE);
        const cases = some.map((row) => ({ row, face, model: twin.model, hosts, at, tally }));
        await Promise.all(cases.map((one) => commit({ ...scene, text: one.row.text }, one)));
      }
    }
  }
}

interface Case {
  readonly row: AttackRow;
  readonly face: AttackedFace;
  readonly model: WorstCaseModel;
  readonly hosts: ReadonlySet<string>;
  readonly at: number;
  readonly tally: Tally;
}

async function commit(scene: CrimeScene, { row, face, model, hosts, at, tally }: Case): Promise<void> {
  const mark = row.surface === 'profile_data' ? toMark(row, 0) : toMark(row, at);
  model.scenes.set(mark, scene);
  model.asked.delete(mark);
  const question = row.surface === 'ingest_source' ? row.text : `${toQuestion(row, mark)} (${at})`;
  try {
    const { frames, problems } = await face.ask(question, `${mark}${at}`);
    tally.answers += 1;
    tally.frames += frames.length;
    if (frames.length === 0) note(tally, row, face.name, 'crash', 'nothing was shown');
    for (const problem of problems) note(tally, row, face.name, toCheck(problem), problem);
    const seen = { dialect: face.dialect, hosts, rules: model.rules };
    for (const frame of new Set(frames)) {
      for (const { check, what } of findBreaches(frame, seen)) note(tally, row, face.name, check, what);
    }
    if ((question.length > MAX_QUESTION_CHARS || row.surface === 'ingest_source') && model.asked.has(mark)) {
      note(tally, row, face.name, 'before_io', 'the model was asked');
    }
  } catch (error) {
    note(tally, row, face.name, 'crash', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** No source but `DATA_DIR` exists; as that, each of these must be refused, too. */
function checkSource(row: AttackRow, tally: Tally): void {
  try {
    readConfig(new Map([['DATA_DIR', row.text]]));
    note(tally, row, 'DATA_DIR', 'before_io', 'was taken');
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConfigError') throw error;
  }
}

function toCheck(problem: string): Check {
  return CHECKS.find((check) => problem.startsWith(`${check}:`)) ?? (/ping/i.test(problem) ? 'ping' : 'limits');
}

function toMark({ id }: AttackRow, at: number): string {
  return `ref${id.replaceAll(/[^0-9a-z]/g, '')}${at}x`;
}

function note(tally: Tally, row: AttackRow | undefined, face: string, check: Check, what: string): void {
  if (row !== undefined) tally.breaches.push({ row, face, check, what });
}

function print(rows: readonly AttackRow[], { answers, frames, breaches }: Tally): void {
  const categories = [...new Set(rows.map(toGroup))].toSorted();
  const line = (name: string, counts: readonly (number | string)[]): string =>
    `${name.padEnd(44)}${counts.map((count) => String(count).padStart(12)).join('')}\n`;
  process.stdout.write(line('surface: category', ['rows', ...CHECKS]));
  for (const category of categories) {
    const own = breaches.filter(({ row }) => toGroup(row) === category);
    const counts = CHECKS.map((check) => own.filter((one) => one.check === check).length);
    process.stdout.write(line(category, [rows.filter((row) => toGroup(row) === category).length, ...counts]));
  }
  for (const { row, face, check, what } of breaches.slice(0, 40)) {
    process.stdout.write(`BREACH ${row.id} on ${face}: ${check}: ${what.slice(0, 200)}\n`);
  }
  process.stdout.write(`${rows.length} rows, ${answers} answers, ${frames} frames, ${breaches.length} breaches\n`);
}

function toGroup({ surface, category }: AttackRow): string {
  return `${surface}: ${category.split(':')[0] ?? ''}`;
}
