import { z } from 'zod';
import { parseQuestion } from '../answer/question.ts';
import { AUDIENCES } from '../audience.ts';
import { ConfigError, InputError } from '../errors.ts';
import type { ConfigFault } from '../errors.ts';
import { foldText } from './fold-text.ts';
import type { GoldenQuestion, GoldenSet } from './golden-question.ts';

const MAX_QUESTIONS = 200;
const MAX_GROUPS = 20;
const MAX_AFTER = 5;

const Wording = z.string().refine((text) => foldText(text) !== '', 'is empty');
const Question = z.string().superRefine((text, context) => {
  try {
    parseQuestion(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    context.addIssue({ code: 'custom', message: 'is no question that can be asked: it is empty or too long' });
  }
});
const Line = z.strictObject({
  question: Question,
  contains: z
    .array(z.union([Wording, z.array(Wording).min(1).max(MAX_GROUPS)]))
    .min(1)
    .max(MAX_GROUPS)
    .optional(),
  unknown: z.literal(true).optional(),
  audience: z.enum(AUDIENCES).default('public'),
  after: z.array(Question).max(MAX_AFTER).default([]),
});

/**
 * Reads one question per line, as JSON; empty lines are skipped.
 *
 * @throws {ConfigError} naming every line that is wrong
 */
export function parseGolden(text: string, fileName: string): GoldenSet {
  const faults: ConfigFault[] = [];
  const warnings: string[] = [];
  const seen = new Map<string, number>();
  const questions: GoldenQuestion[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `${fileName}: line ${index + 1}`;
    const parsed = parseLine(line);
    if (typeof parsed === 'string') {
      faults.push({ where, problem: parsed });
      continue;
    }
    const earlier = seen.get(toIdentity(parsed));
    if (earlier === undefined) questions.push(parsed);
    else warnings.push(`${where}: line ${earlier} asks the same, so this one is left out`);
    seen.set(toIdentity(parsed), earlier ?? index + 1);
  }
  if (questions.length > MAX_QUESTIONS)
    faults.push({ where: fileName, problem: `more than ${MAX_QUESTIONS} questions; keep the ones that matter most` });
  if (faults.length > 0) throw new ConfigError(faults);
  return { questions, warnings };
}

/** Gives what is wrong when it cannot be read. */
function parseLine(line: string): GoldenQuestion | string {
  const json = parseJson(line);
  if (json === undefined)
    return 'this is no JSON; write one object per line, such as {"question": "…", "contains": ["…"]}';
  const parsed = Line.safeParse(json.value);
  if (!parsed.success) return parsed.error.issues.map(toSentence).join('; ');
  const { question, audience, after, contains, unknown } = parsed.data;
  if ((contains === undefined) === (unknown === undefined))
    return 'say either what the answer "contains" or that it is "unknown": true';
  const groups = (contains ?? []).map((wordings) => (typeof wordings === 'string' ? [wordings] : wordings));
  const expectation = unknown === true ? ({ kind: 'unknown' } as const) : ({ kind: 'contains', groups } as const);
  return { question, audience, after, expectation };
}

function parseJson(line: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return undefined;
  }
}

function toSentence({ path, message }: z.core.$ZodIssue): string {
  const place = path.length === 0 ? '' : `"${path.join('.')}": `;
  return `${place}${message[0]?.toLowerCase() ?? ''}${message.slice(1)}`;
}

function toIdentity({ question, audience, after }: GoldenQuestion): string {
  return JSON.stringify([audience, ...after.map(foldText), foldText(question)]);
}
