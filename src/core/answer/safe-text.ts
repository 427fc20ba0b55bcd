import { guardLinks, heldBackByLinks } from './link-guard.ts';

// C0 but tab and newline, DEL, C1, zero width space, word joiner and its invisible kin, byte order mark, bidirectional
// overrides and isolates, interlinear annotation, tag characters. ZWJ and ZWNJ stay: emoji and several scripts need them.
const INVISIBLE =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const ANSI_SEQUENCE = /\u001B(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-_])/g;

/** Takes out what a reader cannot see but a terminal, a renderer or a moderator can be fooled by. */
export function stripInvisible(text: string): string {
  return text.replace(ANSI_SEQUENCE, '').replace(INVISIBLE, '').toWellFormed();
}

/** Model text on its way to people: pieces go in as they come, safe pieces come out. */
export interface SafeText {
  /** Gives what can be shown now; the rest waits for the next piece. */
  push(delta: string): string;
  /** Gives what was still waiting. */
  end(): string;
}

/**
 * Applies {@link stripInvisible} and {@link guardLinks} to a stream, however it is cut into deltas: whatever could
 * still become a link, an escape sequence or half a character is held back until it is decided.
 */
export function createSafeText(hosts: ReadonlySet<string>): SafeText {
  let waiting = '';
  const release = (length: number): string => {
    const ready = waiting.slice(0, length);
    waiting = waiting.slice(length);
    return guardLinks(stripInvisible(ready), hosts);
  };
  return {
    push(delta) {
      waiting += delta;
      const held = Math.max(heldBackByLinks(waiting), heldBackByCharacters(waiting));
      return release(waiting.length - held);
    },
    end: () => release(waiting.length),
  };
}

function heldBackByCharacters(text: string): number {
  const lastUnit = text.charCodeAt(text.length - 1);
  if (lastUnit >= 0xd800 && lastUnit <= 0xdbff) return 1;
  return /\u001B[^@-~\u0007]{0,64}$/.exec(text)?.[0].length ?? 0;
}
