import type { DocumentText } from '../../core/ports.ts';

type Attributes = Readonly<Record<string, string>>;

/** Gathers what the head of a page says about it. */
export interface PageFacts {
  open(name: string, attributes: Attributes): void;
  /** Whether this text is the page's title and no part of what it says. */
  takes(text: string): boolean;
  close(name: string): void;
  /** `heading` is the first of the page. */
  found(heading: string): Omit<DocumentText, 'markdown'>;
}

const DATE = /^\d{4}(?:-\d{2}(?:-\d{2})?)?(?=$|T)/;
const DATE_NAMES = ['article:published_time', 'date', 'dcterms.date', 'dc.date'];
const MAX_TITLE_CHARS = 300;

/** Starts with nothing known. */
export function createPageFacts(): PageFacts {
  const metas = new Map<string, string>();
  let title = '';
  let link: string | undefined;
  let isInTitle = false;
  return {
    open(name, attributes) {
      // A drawing inside the page may have titles of its own.
      if (name === 'title') isInTitle = title === '';
      const key = (attributes['property'] ?? attributes['name'] ?? '').toLowerCase();
      if (name === 'meta' && key !== '' && !metas.has(key)) metas.set(key, attributes['content'] ?? '');
      if (name === 'link' && attributes['rel']?.toLowerCase() === 'canonical') link ??= attributes['href'];
    },
    takes(text) {
      if (isInTitle && title.length < MAX_TITLE_CHARS) title += text;
      return isInTitle;
    },
    close(name) {
      if (name === 'title') isInTitle = false;
    },
    found(heading) {
      const date = DATE_NAMES.map((name) => DATE.exec(metas.get(name)?.trim() ?? '')?.[0]).find(Boolean);
      const tags = (metas.get('keywords') ?? '').split(',').map((tag) => tag.trim());
      return {
        title: oneLine(metas.get('og:title') || heading || title).slice(0, MAX_TITLE_CHARS),
        ...(link === undefined ? {} : { link }),
        ...(date === undefined ? {} : { date }),
        tags: tags.filter((tag) => tag !== ''),
      };
    },
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
