import { findCut, findSteady, HOLD_FROM } from './cut-line.ts';
import type { OpenFence } from './markdown-fence.ts';
import { NOTHING_OPEN, readPlain, readStep } from './markdown-steps.ts';
import type { LineState, MarkdownStep } from './markdown-steps.ts';
import { createMessagePage, toClosing } from './message-page.ts';
import type { MessagePage } from './message-page.ts';
import type { MessageShape } from './message-room.ts';

/** One message of a text that is too long for one. */
export interface MessagePiece {
  /** The part of the text that it stands for; all bodies joined are the text. */
  readonly body: string;
  /**
   * What the message shows, escaped: `body`, with a code fence that the cut goes through closed and opened again, and
   * with tables as a code block or as list items.
   */
  readonly shown: string;
}

/** A text that is still written, cut into messages. */
export interface GrowingPieces {
  /** Messages that stay as they are, however the text goes on. */
  readonly whole: readonly MessagePiece[];
  /** What may be shown of the message after them, not escaped: nothing of it will have to be taken back. */
  readonly steady: string;
  /** The fence that is open at its end. */
  readonly fence: OpenFence | undefined;
}

/** From this share of a message on, it ends behind a paragraph; and from that, behind a line. */
const PARAGRAPH_FROM = HOLD_FROM;
const LINE_FROM = 0.88;

/**
 * Cuts Markdown into messages. Every piece but the last stays as it is when text is added at the end, so an answer can
 * be split while it is written: a message ends at the first good border of its last fifth.
 *
 * @param begunCount of a text that is whole, how many of its messages have begun: the last of these takes all that is left if
 * it has room for that, rather than leave a few words to a further one
 */
export function splitMarkdown(text: string, shape: MessageShape, begunCount = Infinity): readonly MessagePiece[] {
  const pieces: MessagePiece[] = [];
  let [end, after] = [0, NOTHING_OPEN];
  let shownCount = 0;
  do {
    const rest = shownCount >= begunCount - 1 ? takePiece(text, end, after, shape, true) : undefined;
    const taken = rest?.end === text.length ? rest : takePiece(text, end, after, shape);
    ({ end, after } = taken);
    pieces.push(taken.piece);
    // No platform takes a message of white space alone.
    if (taken.piece.shown.trim() !== '') shownCount += 1;
  } while (end < text.length);
  return pieces;
}

/** Cuts a text that is still written. */
export function growMarkdown(text: string, shape: MessageShape): GrowingPieces {
  // Half of a sign may still become another one.
  const known = /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
  const whole: MessagePiece[] = [];
  let taken = takePiece(known, 0, NOTHING_OPEN, shape);
  while (taken.end < known.length) {
    whole.push(taken.piece);
    taken = takePiece(known, taken.end, taken.after, shape);
  }
  return { whole, steady: taken.steady.shown, fence: taken.steady.fence };
}

interface Taken {
  readonly piece: MessagePiece;
  readonly end: number;
  readonly after: LineState;
  /** What may be shown while the text grows; only of a piece that ends with the text. */
  readonly steady: Steady;
}

interface Steady {
  /** Not escaped, and without the line that closes a fence. */
  readonly shown: string;
  readonly fence: OpenFence | undefined;
}

/** Fills one message from a place on: to its first good border, or with as much as it holds. */
function takePiece(text: string, from: number, before: LineState, shape: MessageShape, isToTheFull = false): Taken {
  const page = createMessagePage(before, shape);
  let at = from;
  let state = reopened(before);
  let steady: Steady | undefined;
  /** What stands last introduces what follows. */
  let isLeading = false;
  while (at < text.length) {
    const step = nextStep(page, text, { at, state, shape, isToTheFull });
    if (step === undefined) break;
    if (page.fits(step, step.source, 1)) {
      if (steady === undefined && (step.isHeld || at + step.source.length === text.length)) {
        steady = toSteady(page, step, { state, isLeading });
      }
      page.add(step, step.source);
      at += step.source.length;
      state = step.after;
      isLeading = leads(step, isLeading);
      if (!isToTheFull && at < text.length && page.fill >= borderFrom(text, at, step, isLeading)) break;
      continue;
    }
    const cut = step.isAtomic && page.hasContent ? 0 : findCut(page, step, !isLeading);
    if (cut > 0) {
      page.add(step, step.source.slice(0, cut));
      at += cut;
      state = cutState(step);
    }
    break;
  }
  const shown = page.render();
  const closed = shown + toClosing(shown, state.fence);
  const piece = { body: text.slice(from, at), shown: shape.escape?.(closed) ?? closed };
  return { piece, end: at, after: state, steady: steady ?? { shown: '', fence: undefined } };
}

/** A fence that is opened again stands at the margin: the list that it was in is in the message before. */
function reopened(state: LineState): LineState {
  const { fence } = state;
  return fence === undefined ? state : { ...state, fence: { ...fence, prefix: fence.quote } };
}

interface NextStep {
  readonly at: number;
  readonly state: LineState;
  readonly shape: MessageShape;
  readonly isToTheFull: boolean;
}

/** What comes next on a message; nothing when it begins a block that belongs into the next one. */
function nextStep(
  page: MessagePage,
  text: string,
  { at, state, shape, isToTheFull }: NextStep,
): MarkdownStep | undefined {
  const step = readStep(text, at, state, shape);
  if (!isToTheFull && step.beginsBlock && page.hasContent && page.fill >= HOLD_FROM) return undefined;
  const isTooLong =
    (step.kind === 'head' || step.kind === 'row') && !page.hasContent && !page.fits(step, step.source, 1);
  return isTooLong ? readPlain(text, at, state, shape) : step;
}

/** What may be shown with a step at the end of a text while that grows. */
function toSteady(
  page: MessagePage,
  step: MarkdownStep,
  { state, isLeading }: { readonly state: LineState; readonly isLeading: boolean },
): Steady {
  const isWhole = step.source.endsWith('\n');
  if (step.isHeld || (step.isAtomic && page.hasContent && !isWhole))
    return { shown: page.render(), fence: state.fence };
  const isOpen = (step.kind === 'text' || step.kind === 'code') && !isWhole;
  const length = isOpen ? findSteady(page, step, !isLeading) : step.source.length;
  return length === 0
    ? { shown: page.render(), fence: state.fence }
    : { shown: page.renderWith(step, step.source.slice(0, length)), fence: step.after.fence };
}

function leads({ kind, source }: MarkdownStep, isLeading: boolean): boolean {
  if (kind === 'blank') return isLeading;
  return kind === 'heading' || kind === 'opening' || (kind === 'text' && /:\s*$/.test(source));
}

/** From which share on a message ends behind a step. */
function borderFrom(text: string, at: number, { kind, after }: MarkdownStep, isLeading: boolean): number {
  if (isLeading || kind === 'head' || kind === 'row') return Infinity;
  if (after.fence !== undefined && mayClose(text, at, after.fence)) return Infinity;
  if (kind === 'blank') return PARAGRAPH_FROM;
  return /^\r?\n|^\r$/.test(text.slice(at, at + 2)) ? Infinity : LINE_FROM;
}

/** Whether the next line closes a fence or may still do so. */
function mayClose(text: string, at: number, fence: OpenFence): boolean {
  const step = readStep(text, at, { fence, listIndent: 0 }, { maxSize: 200, unit: 'chars' });
  return step.kind === 'closing' || step.isHeld;
}

function cutState({ kind, after }: MarkdownStep): LineState {
  return kind === 'code' || kind === 'opening' ? { ...after, isMidLine: true } : { listIndent: after.listIndent };
}
