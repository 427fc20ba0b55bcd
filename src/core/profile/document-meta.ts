import type { DocumentText } from '../ports.ts';
import { toLink } from './entry-extras.ts';
import { tidy } from './phrasing.ts';
import { toDate } from './source-meta.ts';
import type { SourceMeta } from './source-meta.ts';

/** What a document says of itself. It never says for whom it is: that is the owner's to say, in a file beside it. */
export function toDocumentMeta({ title, link, date, tags }: DocumentText): SourceMeta {
  return {
    title: tidy(title),
    link: link === undefined ? undefined : toLink(link),
    tags: tags ?? [],
    date: toDate(date),
    audience: undefined,
  };
}
