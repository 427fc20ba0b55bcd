import type { MessagePiece } from '../../src/core/delivery/split-markdown.ts';
import type { ReplyLimits } from '../../src/core/delivery/reply-transport.ts';
import { createRandom } from './random-markdown.ts';
import { upTo } from './random-words.ts';

/** A platform, and how replies are made for it. */
export interface ReplyPath {
  readonly name: string;
  readonly limits: ReplyLimits;
  split(text: string): readonly MessagePiece[];
  /** The messages while the text grows. */
  grow(text: string): readonly string[];
  /** The messages in the end, when so many have begun. */
  finish(text: string, begunCount: number): readonly string[];
  /** What in a message would call somebody, or be read as the platform's own markup. */
  findLive(message: string): readonly string[];
}

const FENCE_LINE = /^((?: {0,3}>)*)[ \t]*((?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|(?<![ \t]{4})~{3,})?(.*)$/s;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** White space, marks of Markdown and what escaping adds: what may differ between a text and its messages. */
const MARKS = /[\s\u200B!-/:-@[-`{-~]|[\uD800-\uDBFF]|[\uDC00-\uDFFF]/g;

/**
 * Names every promise that the messages of a text break; none, when all is well. Knows nothing of how they are made.
 * The text is also looked at while it grows, at moments that follow from the seed.
 */
export function findReplyFaults(path: ReplyPath, text: string, seed: number): readonly string[] {
  const random = createRandom(seed);
  const pieces = path.split(text);
  const faults = [...findPieceFaults(path, text, pieces)];
  const moments = Array.from({ length: 3 }, () => upTo(random, text.length + 1)).toSorted((a, b) => a - b);
  let before: readonly string[] = [];
  // One sign that takes a fifth of a message is known as one only when it is whole.
  const hasMonster = findMonster(path, text);
  for (const end of moments) {
    const start = text.slice(0, end);
    if (!startsWith(pieces, path.split(withoutHalfSign(start)).slice(0, -1)))
      faults.push(`a piece changes after ${end}`);
    const frame = path.grow(start);
    const isOpenAllowed = path.limits.isAppendOnly;
    frame.forEach((message, at) => {
      const isGrowing = at === frame.length - 1;
      const found = findMessageFaults(path, message, isGrowing && isOpenAllowed);
      faults.push(...found.map((fault) => `frame: ${fault} at ${end}`));
    });
    if (!hasMonster) faults.push(...findRetreats(path, before, frame).map((fault) => `${fault} at ${end}`));
    before = frame;
  }
  const final = path.finish(text, before.length);
  if (!hasMonster) faults.push(...findRetreats(path, before, final).map((fault) => `${fault} in the end`));
  faults.push(...findFinalFaults(path, text, final), ...findFinalFaults(path, text, path.finish(text, 0)));
  return faults;
}

function findFinalFaults(path: ReplyPath, text: string, final: readonly string[]): readonly string[] {
  const faults = final.flatMap((message) => findMessageFaults(path, message, false).map((fault) => `final: ${fault}`));
  return isWithin(toLetters(text), toLetters(final.join('\n'))) ? faults : [...faults, 'letters are lost'];
}

/** The lines that a message takes where 80 characters fit into one. */
export function countShownLines(text: string): number {
  return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 80)), 0);
}

/** The size of a text in a platform's unit. */
export function measure(text: string, unit: ReplyLimits['unit']): number {
  return unit === 'bytes' ? Buffer.byteLength(text, 'utf8') : text.length;
}

function findMonster({ limits }: ReplyPath, text: string): boolean {
  const runs = text.match(/\p{M}{9,}/gu) ?? [];
  return runs.some((run) => measure(run, limits.unit) > limits.maxSize / 5 - 8);
}

function findPieceFaults({ limits }: ReplyPath, text: string, pieces: readonly MessagePiece[]): readonly string[] {
  const faults: string[] = [];
  if (pieces.map(({ body }) => body).join('') !== text) faults.push('the bodies are not the text');
  let cut = 0;
  const segments = graphemes.segment(text);
  for (const { body } of pieces.slice(0, -1)) {
    cut += body.length;
    const around = segments.containing(cut);
    const isCut = around !== undefined && around.index !== cut;
    if (isCut && measure(around.segment, limits.unit) <= limits.maxSize / 4) faults.push(`a grapheme is cut at ${cut}`);
  }
  return faults;
}

function findMessageFaults(path: ReplyPath, message: string, isOpenAllowed: boolean): readonly string[] {
  const { maxSize, unit, maxLines = Infinity } = path.limits;
  const faults: string[] = [];
  if (measure(message, unit) > maxSize) faults.push(`${measure(message, unit)} ${unit} in a message`);
  if (countShownLines(message.trim()) > maxLines) faults.push(`${countShownLines(message.trim())} lines in a message`);
  if (!isOpenAllowed && hasOpenFence(message)) faults.push('an open fence');
  if (path.findLive(message).length > 0) faults.push(`live ${path.findLive(message).join(' ')}`);
  if (message.trim() === '') faults.push('a blank message');
  return faults;
}

/** Where what was visible is gone, or, on a platform that only continues, where it would have to be written anew. */
function findRetreats(path: ReplyPath, before: readonly string[], after: readonly string[]): readonly string[] {
  const retreats = before.filter((message, at) => {
    const next = after[at] ?? '';
    return path.limits.isAppendOnly ? !next.startsWith(message) : !toLetters(next).startsWith(toLetters(message));
  });
  return retreats.map(() => (path.limits.isAppendOnly ? 'shown text is written anew' : 'visible text goes back'));
}

/** A finished text that ends in half of a sign is not the start of one that goes on with a whole one. */
function withoutHalfSign(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}

function startsWith(pieces: readonly MessagePiece[], start: readonly MessagePiece[]): boolean {
  return start.every(({ body, shown }, at) => pieces[at]?.body === body && pieces[at]?.shown === shown);
}

export function toLetters(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll(MARKS, '');
}

/** Whether every sign of one text stands in another one at least as often. Rows of a table name their columns. */
function isWithin(part: string, whole: string): boolean {
  const counts = new Map<string, number>();
  for (const sign of whole) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  for (const sign of part) {
    const count = counts.get(sign) ?? 0;
    if (count === 0) return false;
    counts.set(sign, count - 1);
  }
  return true;
}

/** Counts fences as CommonMark does, in quotes and lists as well. */
export function hasOpenFence(text: string): boolean {
  let open: { readonly marker: string; readonly isQuoted: boolean } | undefined;
  for (const line of text.split('\n')) {
    const [, quote = '', bullet = '', marker = '', info = ''] = FENCE_LINE.exec(line) ?? [];
    const isQuoted = quote !== '';
    if (open?.isQuoted === true && !isQuoted) open = undefined;
    if (marker === '') continue;
    if (open === undefined) open = marker.startsWith('`') && info.includes('`') ? undefined : { marker, isQuoted };
    else if (open.isQuoted === isQuoted && bullet === '' && marker.startsWith(open.marker) && info.trim() === '')
      open = undefined;
  }
  return open !== undefined;
}
