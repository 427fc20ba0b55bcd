import { checkDraftCount } from './draft.ts';
import type { Draft } from './draft.ts';
import { shorten } from './entry-name.ts';
import { takeFrontMatter } from './front-matter.ts';
import { toMarkdownSections } from './markdown-sections.ts';
import type { MarkdownSection } from './markdown-sections.ts';
import { humanizeKey, tidy } from './phrasing.ts';
import { toSectionKind } from './section-kinds.ts';
import { splitBlock } from './split-block.ts';
import { packParts } from './split-text.ts';

/**
 * Turns a Markdown source into drafts, one per heading or several where the text below it is long.
 *
 * @throws {Error} the front matter is no valid YAML, or there are too many headings
 */
export function toMarkdownDrafts(text: string, { stem }: { readonly stem: string }): Draft[] {
  const { head, body } = takeFrontMatter(text);
  const title = shorten(head.title || humanizeKey(stem));
  const sections = toMarkdownSections(tidy(body));
  checkDraftCount(sections.length);
  return sections.flatMap((section) =>
    packParts(toBlocks(section), () => '\n\n').map((part) => ({
      place: section.headings,
      crumbs: [title, ...section.headings.map((heading) => shorten(heading))].filter(isNew),
      text: part,
      hints: [...new Set([toSectionKind(stem).hints, toSectionKind(section.headings.at(-1) ?? '').hints, head.hints])]
        .filter((words) => words !== '')
        .join(', '),
      link: head.link,
    })),
  );
}

/** Turns plain text into drafts: paragraphs, gathered to a good size. */
export function toTextDrafts(text: string, { stem }: { readonly stem: string }): Draft[] {
  const paragraphs = tidy(text)
    .split(/\n[ \t]*\n\s*/u)
    .filter((paragraph) => paragraph.trim() !== '');
  const crumbs = [shorten(humanizeKey(stem))];
  return packParts(paragraphs, () => '\n\n').map((part) => ({
    place: [],
    crumbs,
    text: part,
    hints: toSectionKind(stem).hints,
  }));
}

function toBlocks({ headings, blocks }: MarkdownSection): readonly string[] {
  return blocks.length > 0 ? blocks.flatMap(splitBlock) : headings.slice(-1);
}

/** A file title and a first heading of the same words are one step. */
function isNew(crumb: string, index: number, crumbs: readonly string[]): boolean {
  return crumb !== '' && (index === 0 || crumb.toLowerCase() !== crumbs[index - 1]?.toLowerCase());
}
