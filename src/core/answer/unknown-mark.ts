import { UNKNOWN_MARK } from '../ports.ts';

/** Watches the start of a stream for {@link UNKNOWN_MARK}. */
export interface UnknownDetector {
  /** Gives the text without the mark; nothing while the start is undecided. */
  push(delta: string): string;
  /** Gives what was undecided when the stream ended. */
  end(): string;
  /** Whether the mark was there; final once text has been given or the stream has ended. */
  readonly isUnknown: boolean;
}

/** Makes a detector for one answer. White space, quotes and emphasis before the mark do not hide it. */
export function createUnknownDetector(): UnknownDetector {
  let start: string | undefined = '';
  let isUnknown = false;
  const decide = (text: string, isEnd: boolean): string => {
    const bare = text.replace(/^[\s"'*_`>]+/, '');
    if (bare.toLowerCase().startsWith(UNKNOWN_MARK)) {
      start = undefined;
      isUnknown = true;
      return bare.slice(UNKNOWN_MARK.length).replace(/^[\s"'*_`:.–-]+/, '');
    }
    if (!isEnd && UNKNOWN_MARK.startsWith(bare.toLowerCase())) {
      start = text;
      return '';
    }
    start = undefined;
    return text;
  };
  return {
    push: (delta) => (start === undefined ? delta : decide(start + delta, false)),
    end: () => (start === undefined ? '' : decide(start, true)),
    get isUnknown() {
      return isUnknown;
    },
  };
}
