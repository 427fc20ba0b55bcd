import { guardLinks, heldBackByLinks } from './link-guard.ts';

// C0 but tab and newline, DEL, C1, zero width space, word joiner and its invisible kin, byte order mark, bidirectional
// overrides and isolates, interlinear annotation, tag characters. ZWJ and ZWNJ stay: emoji and several scripts need them.
const INVISIBLE =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const ANSI_SEQUENCE = /\u001B(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-_])/g;

/** Half a character, or an escape sequence that has not ended; a longer one is none. */
const OPEN_SEQUENCE = /(?:[\uD800-\uDBFF]|\u001B(?:\[[0-9;?]{0,32}[ -/]{0,4}|\][^\u0007\u001B]{0,256}\u001B?)?)$/;

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
  /** What may still be an invisible sequence. */
  let raw = '';
  /** Stripped; what may still be a link. */
  let waiting = '';
  const release = (length: number): string => {
    const ready = waiting.slice(0, length);
    waiting = waiting.slice(length);
    return guardLinks(ready, hosts);
  };
  return {
    push(delta) {
      raw += delta;
      const held = OPEN_SEQUENCE.exec(raw)?.[0].length ?? 0;
      // Stripped before links are looked for: an invisible character in the middle must not hide one.
      waiting += stripInvisible(raw.slice(0, raw.length - held));
      raw = raw.slice(raw.length - held);
      return release(waiting.length - heldBackByLinks(waiting));
    },
    end() {
      waiting += stripInvisible(raw);
      raw = '';
      return release(waiting.length);
    },
  };
}
