import { checkDraftCount } from './draft.ts';
import type { Draft } from './draft.ts';
import { shorten } from './entry-name.ts';
import { takeFrontMatter } from './front-matter.ts';
import { withFallback } from './source-meta.ts';
import type { SourceMeta } from './source-meta.ts';
import { toMarkdownSections } from './markdown-sections.ts';
import type { MarkdownSection } from './markdown-sections.ts';
import { humanizeKey, tidy } from './phrasing.ts';
import { toSectionKind } from './section-kinds.ts';
import { splitBlock } from './split-block.ts';
import { packParts } from './split-text.ts';

/** What is known of a source besides its text. */
export interface ProseOptions {
  /** The file's name without its ending. */
  readonly stem: string;
  readonly meta: SourceMeta;
}

/**
 * Turns a Markdown source into drafts, one per heading or several where the text below it is long.
 *
 * @throws {Error} the front matter cannot be trusted, or there are too many headings
 */
export function toMarkdownDrafts(text: string, { stem, meta }: ProseOptions): Draft[] {
  const { head, body } = takeFrontMatter(text);
  return toDocumentDrafts(body, { stem, meta: withFallback(meta, head) });
}

/** Turns Markdown without front matter into drafts, as {@link toMarkdownDrafts} does. */
export function toDocumentDrafts(body: string, { stem, meta }: ProseOptions): Draft[] {
  const title = shorten(meta.title || humanizeKey(stem));
  const sections = toMarkdownSections(tidy(body));
  checkDraftCount(sections.length);
  return sections.flatMap((section) =>
    packParts(toBlocks(section), () => '\n\n').map((part) => ({
      place: section.headings,
      crumbs: [title, ...section.headings.map((heading) => shorten(heading))].filter(isNew),
      text: part,
      hints: toHints([toSectionKind(stem).hints, headingHints(section.headings), ...meta.tags]),
      ...toShared(meta),
    })),
  );
}

/** Turns plain text into drafts: paragraphs, gathered to a good size. */
export function toTextDrafts(text: string, { stem, meta: given }: ProseOptions): Draft[] {
  const { head, body } = takeFrontMatter(text);
  const meta = withFallback(given, head);
  const paragraphs = tidy(body)
    .split(/\n[ \t]*\n\s*/u)
    .filter((paragraph) => paragraph.trim() !== '');
  const crumbs = [shorten(meta.title || humanizeKey(stem))];
  return packParts(paragraphs, () => '\n\n').map((part) => ({
    place: [],
    crumbs,
    text: part,
    hints: toHints([toSectionKind(stem).hints, ...meta.tags]),
    ...toShared(meta),
  }));
}

function toShared({ link, audience, tags, date }: SourceMeta): Pick<Draft, 'link' | 'audience' | 'tags' | 'date'> {
  return { link, audience, tags, date };
}

/** The search words of the innermost heading that is known: what stands below `Experience > Acme` is experience. */
function headingHints(headings: readonly string[]): string {
  const hints = headings.map((heading) => toSectionKind(heading).hints);
  return hints.findLast((words) => words !== '') ?? '';
}

function toHints(words: readonly string[]): string {
  return [...new Set(words)].filter((word) => word !== '').join(', ');
}

function toBlocks({ headings, blocks }: MarkdownSection): readonly string[] {
  return blocks.length > 0 ? blocks.flatMap(splitBlock) : headings.slice(-1);
}

/** A file title and a first heading of the same words are one step. */
function isNew(crumb: string, index: number, crumbs: readonly string[]): boolean {
  return crumb !== '' && (index === 0 || crumb.toLowerCase() !== crumbs[index - 1]?.toLowerCase());
}
