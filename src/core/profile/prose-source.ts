import { roomBeside, toHints, toTags } from './chunk-room.ts';
import type { Draft, DraftSteps } from './draft.ts';
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
export function* toMarkdownDrafts(text: string, { stem, meta }: ProseOptions): DraftSteps {
  const { head, body } = takeFrontMatter(text);
  yield* toDocumentDrafts(body, { stem, meta: withFallback(meta, head) });
}

/** Turns Markdown without front matter into drafts, as {@link toMarkdownDrafts} does. */
export function* toDocumentDrafts(body: string, { stem, meta }: ProseOptions): DraftSteps {
  const title = shorten(meta.title || humanizeKey(stem));
  const stemHints = toSectionKind(stem).hints;
  for (const section of toMarkdownSections(tidy(body))) {
    yield;
    if (section === undefined) continue;
    const crumbs = [title, ...section.headings.map((heading) => shorten(heading))].filter(isNew);
    const hints = toHints([stemHints, headingHints(section.headings), ...toTags(meta.tags)]);
    const room = roomBeside(crumbs, hints);
    for (const part of packParts(toBlocks(section, room), { gapAfter: () => '\n\n', room }))
      yield { place: section.headings, crumbs, text: part, hints, ...toShared(meta) };
  }
}

/** Turns plain text into drafts: paragraphs, gathered to a good size. */
export function* toTextDrafts(text: string, { stem, meta: given }: ProseOptions): DraftSteps {
  const { head, body } = takeFrontMatter(text);
  const meta = withFallback(given, head);
  const tidied = tidy(body);
  yield;
  const paragraphs = tidied.split(/\n{2,}/);
  const crumbs = [shorten(meta.title || humanizeKey(stem))];
  const hints = toHints([toSectionKind(stem).hints, ...toTags(meta.tags)]);
  for (const part of packParts(paragraphs, { gapAfter: () => '\n\n', room: roomBeside(crumbs, hints) }))
    yield { place: [], crumbs, text: part, hints, ...toShared(meta) };
}

function toShared({ link, audience, tags, date }: SourceMeta): Pick<Draft, 'link' | 'audience' | 'tags' | 'date'> {
  return { link, audience, tags, date };
}

/** The search words of the innermost heading that is known: what stands below `Experience > Acme` is experience. */
function headingHints(headings: readonly string[]): string {
  const hints = headings.map((heading) => toSectionKind(heading).hints);
  return hints.findLast((words) => words !== '') ?? '';
}

function* toBlocks({ headings, blocks }: MarkdownSection, room: number): Generator<string> {
  if (blocks.length === 0) yield* headings.slice(-1);
  for (const block of blocks) yield* splitBlock(block, room);
}

/** A file title and a first heading of the same words are one step. */
function isNew(crumb: string, index: number, crumbs: readonly string[]): boolean {
  return crumb !== '' && (index === 0 || crumb.toLowerCase() !== crumbs[index - 1]?.toLowerCase());
}
