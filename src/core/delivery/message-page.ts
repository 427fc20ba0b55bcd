import type { OpenFence } from './markdown-fence.ts';
import { FENCE } from './markdown-fence.ts';
import type { LineState, MarkdownStep } from './markdown-steps.ts';
import { renderTable } from './markdown-table.ts';
import type { TableHead, TableRow } from './markdown-table.ts';
import { addExtents, extentOf, fillOf } from './message-room.ts';
import type { Extent, MessageShape } from './message-room.ts';

/** One message while it is filled. */
export interface MessagePage {
  /** Whether anything of the text is on it. */
  readonly hasContent: boolean;
  /** Which share of the message is taken. */
  readonly fill: number;
  /** What it shows without the line that closes a fence, not escaped. */
  render(): string;
  /** What it would show with a step, or the start of one, at its end. */
  renderWith(step: MarkdownStep, part: string): string;
  /** Whether a step, or the start of one, still fits, with the line that closes what is open then. */
  fits(step: MarkdownStep, part: string, share: number): boolean;
  add(step: MarkdownStep, part: string): void;
}

interface OpenTable {
  readonly head: TableHead;
  readonly rows: readonly TableRow[];
}

const NOTHING: Extent = { size: 0, lines: 0 };

/** Begins a message with what is open before it. */
export function createMessagePage({ fence }: LineState, shape: MessageShape): MessagePage {
  const opening = fence === undefined ? '' : `${fence.quote}${FENCE}${fence.language}\n`;
  const parts = [opening];
  let taken = extentOf(opening, shape);
  let table: (OpenTable & { readonly shown: string; readonly extent: Extent }) | undefined;
  let hasContent = false;

  const withRows = (step: MarkdownStep, head: TableHead): OpenTable & { readonly shown: string } => {
    const rows = [...(step.kind === 'head' ? [] : (table?.rows ?? [])), ...(step.rows ?? [])];
    return { head, rows, shown: renderTable(head, rows) };
  };
  const closeTable = (): void => {
    if (table === undefined) return;
    parts.push(table.shown);
    taken = addExtents(taken, table.extent);
    table = undefined;
  };
  const extentWith = (step: MarkdownStep, part: string): Extent => {
    if (step.rows !== undefined && step.after.table !== undefined) {
      const before = step.kind === 'head' && table !== undefined ? addExtents(taken, table.extent) : taken;
      return addExtents(before, extentOf(withRows(step, step.after.table).shown, shape));
    }
    const reserved = step.after.fence === undefined ? NOTHING : reserveFor(step.after.fence, step.isHeld);
    const before = addExtents(taken, table?.extent ?? NOTHING);
    return addExtents(addExtents(before, extentOf(step.render(part), shape)), reserved);
  };

  return {
    get hasContent() {
      return hasContent;
    },
    get fill() {
      return fillOf(addExtents(taken, table?.extent ?? NOTHING), shape);
    },
    render: () => parts.join('') + (table?.shown ?? ''),
    renderWith(step, part) {
      if (step.rows === undefined || step.after.table === undefined) return this.render() + step.render(part);
      const before = step.kind === 'head' ? this.render() : parts.join('');
      return before + withRows(step, step.after.table).shown;
    },
    // What closes a fence has its room already.
    fits: (step, part, share) => step.kind === 'closing' || fillOf(extentWith(step, part), shape) <= share,
    add(step, part) {
      hasContent = true;
      if (step.rows !== undefined && step.after.table !== undefined) {
        if (step.kind === 'head') closeTable();
        const next = withRows(step, step.after.table);
        table = { ...next, extent: extentOf(next.shown, shape) };
        return;
      }
      closeTable();
      const shown = step.render(part);
      parts.push(shown);
      taken = addExtents(taken, extentOf(shown, shape));
    },
  };
}

/** The line that closes what is open at the end of a message. */
export function toClosing(shown: string, fence: OpenFence | undefined): string {
  if (fence === undefined) return '';
  return `${shown.endsWith('\n') ? '' : '\n'}${fence.prefix}${FENCE}`;
}

/** The line that closes a fence, and what is written of it while it has only begun. */
function reserveFor({ prefix, marker, indent }: OpenFence, isBegun: boolean): Extent {
  const closing = { size: prefix.length + FENCE.length + 2, lines: 1 };
  return isBegun ? closing : addExtents(closing, { size: prefix.length + indent + 3 + 2 * marker.length, lines: 1 });
}
