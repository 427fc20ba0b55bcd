const ANSI_SEQUENCE = /\u001B(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-_])/g;

// C0 but tab and newline, DEL, C1, soft hyphen, combining grapheme joiner, Arabic letter mark, Hangul fillers, Khmer and
// Mongolian invisible vowels and selectors, zero width space, directional marks, overrides and isolates, word joiner and its
// kin, byte order mark, interlinear annotation, musical controls, tag characters and the selectors beside them.
const INVISIBLE =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0D\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu;
const ODD_LINE_END = /[\u2028\u2029]/g;

/** Joiners belong into emoji and into scripts that join their letters; anywhere else they only hide what stands beside them. */
const MISPLACED_JOINER =
  /(?<=^|[\u0000-\u007F\u00A0-\u00FF\u200C\u200D]|\p{Script=Latin}|\p{Script=Cyrillic}|\p{Script=Greek})[\u200C\u200D]+/gu;

/** Takes out what a reader cannot see but a terminal, a renderer, a filter or a moderator can be fooled by. */
export function stripInvisible(text: string): string {
  return text
    .replace(ANSI_SEQUENCE, '')
    .replace(INVISIBLE, '')
    .replace(ODD_LINE_END, '\n')
    .replace(MISPLACED_JOINER, '')
    .toWellFormed();
}

/** Half a character, a character that joiners may follow, or an escape sequence that has not ended; a longer one is none. */
const OPEN_SEQUENCE =
  /(?:[^\u0000-\u007F]?[\u200C\u200D\uFE0F\u{1F3FB}-\u{1F3FF}]{0,8}[\uD800-\uDBFF]?|\u001B(?:\[[0-9;?]{0,32}[ -/]{0,4}|\][^\u0007\u001B]{0,256}\u001B?)?)$/u;

/** How many characters at the end cannot be judged before more text comes. */
export function heldBackByInvisible(text: string): number {
  return OPEN_SEQUENCE.exec(text)?.[0].length ?? 0;
}
