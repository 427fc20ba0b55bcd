import type { Json } from '../state-store.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DATE = /^(\d{4})-(\d{2})(?:-(\d{2}))?(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** `technicalSkills`, `technical_skills` and `technical-skills` become `Technical skills`; `APIUse` becomes `API use`. */
export function humanizeKey(key: string): string {
  if (key.includes(' ')) return capitalize(key.trim());
  const words = key
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[\s_-]+/u)
    .filter((word) => word !== '')
    .map((word) => (/^\p{Lu}{2,}$/u.test(word) ? word : word.toLowerCase()));
  return capitalize(words.join(' '));
}

/** A key as it stands inside a sentence: `Team size` becomes `team size`, `GPA` stays. */
export function lowerKey(key: string): string {
  const words = humanizeKey(key);
  return /^\p{Lu}{2}/u.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1);
}

/** `Experience` for `experience`; what has no capital form stays. */
function capitalize(text: string): string {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0x20);
  return text === '' ? text : first.toUpperCase() + text.slice(first.length);
}

/** `2021-03` becomes `March 2021`, `2021-03-09` becomes `9 March 2021`; anything else stays. */
function spellDate(text: string): string {
  const [, year, month, day] = DATE.exec(text.trim()) ?? [];
  const monthName = MONTHS[Number(month) - 1];
  if (year === undefined || monthName === undefined) return text;
  return day === undefined ? `${monthName} ${year}` : `${Number(day)} ${monthName} ${year}`;
}

/** Only the month of a date: the day of a job's start is noise. */
export function spellMonth(text: string): string {
  return spellDate(text).replace(/^\d{1,2} (?=\p{L})/u, '');
}

/** Words for a plain value; empty for null and for empty text. */
export function spellScalar(value: Json): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? spellDate(tidy(value)) : '';
}

/** From the first space on, or a long run of them would be gone through again from each. */
const SPACE_AT_LINE_END = /(?<![^\S\n])[^\S\n]+(?=\n)/g;

/** Takes out what no text should hold (control characters, half surrogates), and needless space. */
export function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\p{Surrogate}](?<![\n\t])/gu, '')
    .replace(SPACE_AT_LINE_END, '')
    .trim();
}

const ENDS_IN_ADDRESS = /https?:\/\/\S*[^\s).]$/i;
const ENDS_IN_MARK = /[.!?…。！？:;]["'”’»)\]]*$/u;
/** Longer than the marks or the address that a text ends with: the rest of a long text need not be searched. */
const TAIL_CHARS = 500;

/** Ends text with a full stop unless it ends with a mark of its own, or with an address, to which the stop would stick. */
export function toSentence(text: string): string {
  return text === '' || endsInAddress(text) || ENDS_IN_MARK.test(text.slice(-TAIL_CHARS)) ? text : `${text}.`;
}

/** `Amsterdam, Rome` as one sentence `Cities: Amsterdam, Rome.` */
export function labelled(label: string, words: string): string {
  return words === '' ? '' : toSentence(`${label}: ${words}`);
}

/** What goes between a sentence and the next: a new line where there is no full stop. */
export function gapAfter(sentence: string): string {
  return endsInAddress(sentence) ? '\n' : ' ';
}

/** Sentences as running text. */
export function joinSentences(sentences: readonly string[]): string {
  const last = sentences.length - 1;
  return sentences.map((sentence, index) => (index < last ? sentence + gapAfter(sentence) : sentence)).join('');
}

function endsInAddress(text: string): boolean {
  return ENDS_IN_ADDRESS.test(text.slice(-TAIL_CHARS));
}
