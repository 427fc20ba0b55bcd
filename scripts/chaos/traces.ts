import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judge } from './question.ts';
import type { Question } from './question.ts';
import type { World } from './world.ts';

/** What there is to look at afterwards. */
export interface Traces {
  readonly seed: number;
  readonly world: World;
  readonly questions: readonly Question[];
}

const MAX_FRAMES = 12;
const MAX_CHARS = 160;

/** Writes what each process logged, and of each question what its person saw and when, so that a fault can be found. */
export async function writeTraces(folder: string, { seed, world, questions }: Traces): Promise<void> {
  await mkdir(folder, { recursive: true });
  const write = (name: string, lines: readonly string[]): Promise<void> =>
    writeFile(join(folder, `${seed}-${name}`), `${lines.join('\n')}\n`);
  for (const slot of world.slots) await write(`process-${slot.name}.log`, slot.lines());
  await write('questions.txt', questions.map(toTrace));
}

function toTrace(question: Question): string {
  const { id, way, askedAt } = question;
  const seen = question.look().map(({ isOpen, frames }) => {
    const shown = frames.slice(-MAX_FRAMES).map(({ at, text }) => `    ${toTime(at)} ${toLine(text)}`);
    return [`  message${isOpen ? ', open' : ''}:`, ...shown].join('\n');
  });
  const head = `${toTime(askedAt)} ${id} ${way}${question.mayBeUnheard() ? ', told to nobody' : ''}: ${judge(question).kind}`;
  return [head, ...seen].join('\n');
}

function toTime(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

function toLine(text: string): string {
  const line = text.replaceAll('\n', ' / ');
  return line.length <= MAX_CHARS ? line : `${line.slice(0, MAX_CHARS / 2)} … ${line.slice(-MAX_CHARS / 2)}`;
}
