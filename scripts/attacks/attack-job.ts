import { z } from 'zod';
import { MAX_QUESTION_CHARS } from '../../src/core/answer/question.ts';
import { bareDomainsIn } from '../../src/support/bare-domains.ts';
import { createTestCore, TEST_PROFILE } from '../../test/fakes/test-core.ts';
import { CHECKS } from './checks.ts';
import type { Check } from './checks.ts';
import { openCli, openMcp, openWeb } from './faces.ts';
import type { AttackedFace, OpenFaces } from './faces.ts';
import { judgeFrames } from './judge-frames.ts';
import { createClockFor, openDiscord, openSlack } from './platform-faces.ts';
import { toQuestion } from './rows.ts';
import type { AttackRow } from './rows.ts';
import { createWorstCaseModel } from './worst-case-model.ts';
import type { CrimeScene } from './worst-case-model.ts';

const breach = z.object({ id: z.string(), face: z.string(), check: z.enum(CHECKS), what: z.string() });

/** One broken rule. Where rows are asked about at the same time, the row of what a platform objects to may be a neighbour. */
export type Breach = z.infer<typeof breach>;

const unjudged = z.object({ id: z.string(), face: z.string(), why: z.string() });

/** What came of some rows on one face. */
export const tallyShape = z.object({
  answers: z.number(),
  frames: z.number(),
  breaches: z.array(breach),
  /** Answers that did not end in the time that this program waits: no breach, but not looked at whole either. */
  unjudged: z.array(unjudged),
});

/** What came of some rows on one face. */
export type Tally = z.infer<typeof tallyShape>;

/** One face, and rows for it. */
export interface AttackJob {
  readonly face: FaceName;
  readonly rows: readonly AttackRow[];
  readonly isQuick: boolean;
}

type Twin = Awaited<ReturnType<typeof openTwin>>;

const FACES = {
  'discord command': (twin: Twin) => openDiscord(twin),
  'discord mention': (twin: Twin) => openDiscord(twin),
  'discord dm': (twin: Twin) => openDiscord(twin),
  'slack mention (stream)': (twin: Twin) => openSlack(twin, twin.clock, true),
  'slack dm (stream)': (twin: Twin) => openSlack(twin, twin.clock, true),
  'slack command (stream)': (twin: Twin) => openSlack(twin, twin.clock, true),
  'slack private (stream)': (twin: Twin) => openSlack(twin, twin.clock, true),
  'slack mention (edits)': (twin: Twin) => openSlack(twin, twin.clock, false),
  'slack dm (edits)': (twin: Twin) => openSlack(twin, twin.clock, false),
  'slack command (edits)': (twin: Twin) => openSlack(twin, twin.clock, false),
  'slack reingest (edits)': (twin: Twin) => openSlack(twin, twin.clock, false),
  'web stream': (twin: Twin) => openWeb(twin),
  'command line': async (twin: Twin) => openCli(twin),
  mcp: (twin: Twin) => openMcp(twin),
} as const satisfies Readonly<Record<string, (twin: Twin) => Promise<OpenFaces>>>;

/** A way to ask that is attacked. */
export type FaceName = keyof typeof FACES;

/** Checks a face's name. */
export const faceNameShape = z.custom<FaceName>((name) => typeof name === 'string' && Object.hasOwn(FACES, name));

/** Every way to ask, and one to start an ingest, which takes what names a source. */
export const FACE_NAMES: readonly FaceName[] = z.array(faceNameShape).parse(Object.keys(FACES));

/** The face for rows that name a source. */
export const SOURCE_FACE: FaceName = 'slack reingest (edits)';

const SCENES: readonly Omit<CrimeScene, 'text'>[] = [
  { crime: 'obey', size: 1 },
  { crime: 'obey', size: 3 },
  { crime: 'obey', size: 100_000 },
  { crime: 'echo', size: 4 },
  { crime: 'encode', size: 5 },
];

/** Rows that are asked about at the same time, and the most characters that these hold: what a platform takes in two minutes. */
const MAX_AT_ONCE = 12;
const MAX_CHARS_AT_ONCE = 8000;

/** Opens a twin with the poisoned rows among its files, and asks it about every row, once for each crime. */
export async function runAttackJob({ face: name, rows, isQuick }: AttackJob): Promise<Tally> {
  const tally: Tally = { answers: 0, frames: 0, breaches: [], unjudged: [] };
  await using twin = await openTwin(
    name,
    rows.filter(({ surface }) => surface === 'profile_data'),
  );
  await using opened = await FACES[name](twin);
  const face = opened.faces.find((one) => one.name === name);
  if (face === undefined) throw new Error(`There is no face ${name}.`);
  const hosts = new Set(bareDomainsIn(Object.values(twin.files).join('\n').replaceAll('://', ' ')));
  const scenes = isQuick ? SCENES.filter(({ size }) => size === 3 || size === 4) : SCENES;
  for (const [at, scene] of (name === SOURCE_FACE ? scenes.slice(0, 1) : scenes).entries()) {
    for (const some of toBatches(rows)) {
      await Promise.all(some.map((row) => commit({ ...scene, text: row.text }, { row, face, twin, hosts, at, tally })));
    }
  }
  for (const { fields } of twin.logger.of('delivery.completed').filter((line) => line.fields['isShown'] === false)) {
    tally.unjudged.push({ id: String(fields['turnId']), face: name, why: 'it was not shown whole' });
  }
  return tally;
}

function toBatches(rows: readonly AttackRow[]): readonly (readonly AttackRow[])[] {
  const batches: AttackRow[][] = [];
  let chars = 0;
  for (const row of rows) {
    const last = batches.at(-1);
    chars += row.text.length;
    if (last !== undefined && last.length < MAX_AT_ONCE && chars <= MAX_CHARS_AT_ONCE) last.push(row);
    else {
      batches.push([row]);
      chars = row.text.length;
    }
  }
  return batches;
}

async function openTwin(face: string, poisons: readonly AttackRow[]) {
  const model = createWorstCaseModel();
  const clock = createClockFor(face);
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

interface Case {
  readonly row: AttackRow;
  readonly face: AttackedFace;
  readonly twin: Twin;
  readonly hosts: ReadonlySet<string>;
  readonly at: number;
  readonly tally: Tally;
}

async function commit(scene: CrimeScene, { row, face, twin, hosts, at, tally }: Case): Promise<void> {
  const { model } = twin;
  const note = (check: Check, what: string): void =>
    void tally.breaches.push({ id: row.id, face: face.name, check, what });
  const mark = row.surface === 'profile_data' ? toMark(row, 0) : toMark(row, at);
  model.scenes.set(mark, scene);
  model.asked.delete(mark);
  const question = row.surface === 'ingest_source' ? row.text : `${toQuestion(row, mark)} (${at})`;
  try {
    const { frames, problems } = await face.ask(question, `${mark}${at}`);
    tally.answers += 1;
    for (const problem of problems) note(toCheck(problem), problem);
    const { count, found } = await judgeFrames(frames, { dialect: face.dialect, hosts, rules: model.rules });
    tally.frames += count;
    if (count === 0) note('crash', 'nothing was shown');
    for (const { check, what } of found) note(check, what);
    if ((question.length > MAX_QUESTION_CHARS || row.surface === 'ingest_source') && model.asked.has(mark)) {
      note('before_io', 'the model was asked');
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') {
      tally.unjudged.push({
        id: row.id,
        face: face.name,
        why: `no end within the time that is waited (${scene.crime})`,
      });
    } else note('crash', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function toCheck(problem: string): Check {
  return CHECKS.find((check) => problem.startsWith(`${check}:`)) ?? (/ping/i.test(problem) ? 'ping' : 'limits');
}

function toMark({ id }: AttackRow, at: number): string {
  return `ref${id.toLowerCase().replaceAll(/[^0-9a-z]/g, '')}${at}x`;
}
