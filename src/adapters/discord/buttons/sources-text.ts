import { toSourceTitle } from '../../../core/delivery/footer.ts';
import type { Source } from '../../../core/answer/answer-event.ts';
import type { PastTurn } from '../../../core/answer/past-turns.ts';
import type { Persona } from '../../../core/profile/chunk.ts';

const TOO_OLD = 'This answer is too old: I remember for a day what an answer rests on.';
const ALL_WITHDRAWN = 'The files no longer say what this answer rested on.';

/** A passage is quoted up to here; so a usual answer's sources fit into one or two messages. */
const MAX_QUOTE_CHARS = 700;

/** The passages that an answer rests on, each with its title, its link where there is one, and its words. */
export function toSourcesText(past: PastTurn | undefined, persona: Persona): string {
  if (past === undefined) return TOO_OLD;
  const { sources, withdrawnCount } = past;
  if (sources.length === 0) return ALL_WITHDRAWN;
  const passages = sources.map((source) => toPassageText(source, persona));
  const isOne = withdrawnCount === 1;
  const rest = `-# ${withdrawnCount} more ${isOne ? 'passage is' : 'passages are'} no longer in the files.`;
  return [...passages, ...(withdrawnCount === 0 ? [] : [rest])].join('\n\n');
}

function toPassageText(source: Source, { name }: Persona): string {
  const { number, link, text } = source;
  const title = toSourceTitle(source, name);
  const head = link === undefined ? title : `[${title}](<${link}>)`;
  const quote = toQuote(text).replaceAll('\n', '\n> ');
  return `**[${number}] ${head}**\n> ${quote}`;
}

/** Cut at a word, and marked where it is. */
function toQuote(text: string): string {
  const whole = text.trim();
  if (whole.length <= MAX_QUOTE_CHARS) return whole;
  const start = whole.slice(0, MAX_QUOTE_CHARS).replace(/\s+\S*$/, '');
  return `${start.toWellFormed()} …`;
}
