import type { AnswerDone, Source } from '../answer/answer-event.ts';

/** How a platform writes what stands under an answer. */
export interface FooterStyle {
  /** The twin's owner. */
  readonly personaName: string;
  /** Dresses one line as small print. */
  readonly line: (text: string) => string;
  /** Writes a link. */
  readonly link: (title: string, address: string) => string;
}

/** More sources than this are counted, not listed. */
const MAX_LISTED = 8;

/**
 * What stands under an answer: the sources by number and what speaks here. Titles are shown without the owner's name,
 * which every one of them starts with.
 */
export function renderFooter(done: AnswerDone, style: FooterStyle): string {
  const listed = done.sources.slice(0, MAX_LISTED).map((source) => toSourceText(source, style));
  const more = done.sources.length - listed.length;
  if (more > 0) listed.push(`and ${more} more`);
  const sources = listed.length === 0 ? [] : [style.line(`Sources: ${listed.join(' · ')}`)];
  return [...sources, style.line(`AI twin of ${style.personaName} · ${done.turnId}`)].join('\n');
}

function toSourceText(source: Source, { personaName, link: toLink }: FooterStyle): string {
  const { number, link } = source;
  const title = toSourceTitle(source, personaName);
  return `[${number}] ${link === undefined ? title : toLink(title, link)}`;
}

/** A source's title as plain words of any platform, without the owner's name, which every one of them starts with. */
export function toSourceTitle({ title }: Source, personaName: string): string {
  const prefix = `${personaName} > `;
  return (title.startsWith(prefix) ? title.slice(prefix.length) : title)
    .replaceAll(' > ', ' › ')
    .replaceAll(/[[\]()<>*_`|\n]/g, ' ')
    .trim();
}
