import { findLineBorders } from './line-borders.ts';
import type { LineBorder } from './line-borders.ts';
import type { MarkdownStep } from './markdown-steps.ts';
import type { MessagePage } from './message-page.ts';

/** From this share of a message on, text is shown by whole words and sentences, so that what is shown is never cut off. */
export const HOLD_FROM = 0.8;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Where the message ends in a line that does not fit as a whole: behind a sentence, else before the line, else behind a
 * word, outside of links, code and emphasis if that can be, and in no case inside of a grapheme that fits into a message.
 *
 * @param mayEndBefore whether the line may go into the next message as a whole
 */
export function findCut(page: MessagePage, step: MarkdownStep, mayEndBefore: boolean): number {
  const { source } = step;
  const most = longestStart(page, step, 1);
  const place = findPlace(page, step, { most, mayEndBefore });
  if (place !== undefined) return place;
  const border = borderBefore(source, most);
  if (border > 0 || page.hasContent) return border;
  return Math.max(most, source.codePointAt(0) === undefined ? 0 : firstPointLength(source));
}

/** How much of the last line is shown while it grows: nothing that a cut could still take away. */
export function findSteady(page: MessagePage, step: MarkdownStep, mayEndBefore: boolean): number {
  const { source } = step;
  if (page.fits(step, source, HOLD_FROM)) return source.length;
  const place = findPlace(page, step, { most: source.length, mayEndBefore });
  if (place !== undefined) return place;
  const from = holdFrom(page, step);
  const behind = borderBehind(source, from);
  return page.fits(step, source.slice(0, behind), 1) ? behind : borderBefore(source, from);
}

function findPlace(
  page: MessagePage,
  step: MarkdownStep,
  { most, mayEndBefore }: { readonly most: number; readonly mayEndBefore: boolean },
): number | undefined {
  const from = holdFrom(page, step);
  const before: readonly LineBorder[] =
    mayEndBefore && page.hasContent && from === 0 ? [{ at: 0, rank: 'sentence', isSafe: true }] : [];
  const isCode = step.kind === 'code';
  const borders = [...before, ...findLineBorders(step.source)]
    .filter(({ at }) => at >= from && at <= most && (at > 0 || before.length > 0))
    .map((border) => (isCode && border.at > 0 ? { ...border, rank: 'word' as const, isSafe: true } : border));
  return borders.toSorted((a, b) => weightOf(b) - weightOf(a) || b.at - a.at)[0]?.at;
}

function weightOf({ rank, isSafe }: LineBorder): number {
  return (isSafe ? 2 : 0) + (rank === 'sentence' ? 1 : 0);
}

function holdFrom(page: MessagePage, step: MarkdownStep): number {
  return page.fill >= HOLD_FROM ? 0 : longestStart(page, step, HOLD_FROM);
}

/** How much of a line fits, in code units. */
function longestStart(page: MessagePage, step: MarkdownStep, share: number): number {
  let fitting = 0;
  let tooLong = step.source.length + 1;
  while (tooLong - fitting > 1) {
    const middle = (fitting + tooLong) >> 1;
    if (page.fits(step, step.source.slice(0, middle), share)) fitting = middle;
    else tooLong = middle;
  }
  return fitting;
}

/** The last border of graphemes that is not behind a place. */
function borderBefore(line: string, at: number): number {
  return at >= line.length ? line.length : (graphemes.segment(line).containing(at)?.index ?? at);
}

/** The first border of graphemes that is not before a place. */
function borderBehind(line: string, at: number): number {
  const around = at === 0 ? undefined : graphemes.segment(line).containing(at);
  return around === undefined || around.index === at ? at : around.index + around.segment.length;
}

function firstPointLength(text: string): number {
  return (text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
}
