import { toTable } from './markdown-table.ts';

type Attributes = Readonly<Record<string, string>>;

/** Takes the events of a page in order and makes Markdown of them. */
export interface MarkdownWriter {
  open(name: string, attributes: Attributes): void;
  write(text: string): void;
  close(name: string): void;
  /** Everything written, and the first heading of the highest rank. */
  end(): { readonly markdown: string; readonly heading: string };
}

/** Where a block stands on its page. */
type Zone = 'main' | 'article' | 'page' | 'frame';

interface Block {
  text: string;
  readonly zone: Zone;
  readonly isItem: boolean;
}

const SKIPPED = new Set(
  'script style noscript template svg math canvas iframe object nav button select textarea label dialog audio video'.split(
    ' ',
  ),
);
const SKIPPED_ROLES = new Set(['navigation', 'search', 'dialog', 'alert', 'contentinfo', 'banner']);
const BLOCKS = new Set(
  'p div section article main header footer aside body ul ol li dl dt dd table tr td th caption pre blockquote figure figcaption address hr details summary form fieldset h1 h2 h3 h4 h5 h6 title'.split(
    ' ',
  ),
);
/** A part that says less than this is no main part. */
const MIN_MAIN_CHARS = 100;

interface Page {
  readonly blocks: Block[];
  /** How many elements of each name are open. */
  readonly opened: Map<string, number>;
  readonly lists: { readonly isOrdered: boolean; count: number }[];
  /** Open elements from the first skipped one inwards. */
  readonly skips: string[];
  readonly links: { readonly href: string; readonly start: number }[];
  rows: string[][];
  text: string;
  marker: string;
}

/** Starts an empty page. */
export function createMarkdownWriter(): MarkdownWriter {
  const page: Page = {
    blocks: [],
    opened: new Map(),
    lists: [],
    skips: [],
    links: [],
    rows: [],
    text: '',
    marker: '',
  };
  const { opened, skips } = page;
  return {
    open(name, attributes) {
      if (skips.length > 0 || isSkipped(name, attributes)) {
        if (!VOID.has(name)) skips.push(name);
        return;
      }
      openElement(page, name, attributes);
      opened.set(name, (opened.get(name) ?? 0) + 1);
    },
    write(written) {
      if (skips.length === 0) page.text += written;
    },
    close(name) {
      if (skips.length > 0) {
        if (skips.at(-1) === name) skips.pop();
        return;
      }
      closeElement(page, name);
      opened.set(name, Math.max(0, (opened.get(name) ?? 0) - 1));
    },
    end() {
      flush(page);
      const kept = choose(page.blocks);
      const heading = kept.find(({ text }) => text.startsWith('# '))?.text.slice(2) ?? '';
      return { markdown: join(kept), heading };
    },
  };
}

function openElement(page: Page, name: string, attributes: Attributes): void {
  if (BLOCKS.has(name)) flush(page);
  if (name === 'ul' || name === 'ol') page.lists.push({ isOrdered: name === 'ol', count: 0 });
  else if (name === 'li') page.marker = toMarker(page.lists.at(-1));
  else if (name === 'table' && !isIn(page, 'table')) page.rows = [];
  else if (name === 'tr' && page.opened.get('table') === 1) page.rows.push([]);
  else if (name === 'br') page.text += isIn(page, 'pre') ? '\n' : ' ';
  else if (name === 'code' && !isIn(page, 'pre')) page.text += '`';
  else if (name === 'a') page.links.push({ href: attributes['href'] ?? '', start: page.text.length });
}

function closeElement(page: Page, name: string): void {
  const level = /^h([1-6])$/.exec(name)?.[1];
  const isOuterTable = page.opened.get('table') === 1;
  if (level !== undefined) endHeading(page, Number(level));
  else if (name === 'pre') endCode(page);
  else if ((name === 'td' || name === 'th') && isOuterTable) endCell(page);
  else if (name === 'code' && !isIn(page, 'pre')) page.text += '`';
  else if (name === 'a') page.text = withLink(page.text, page.links.pop());
  else if (BLOCKS.has(name)) flush(page);
  if (name === 'ul' || name === 'ol') page.lists.pop();
  if (name === 'table' && isOuterTable) for (const part of toTable(page.rows)) push(page, part);
}

/** Ends the running block. Inside a cell it only becomes a space, since a row is one line. */
function flush(page: Page): void {
  const flat = oneLine(page.text);
  page.links.length = 0;
  if (isInCell(page)) {
    page.text = flat === '' ? '' : `${flat} `;
    return;
  }
  page.text = '';
  if (flat === '') return;
  const { lists, marker } = page;
  const last = page.blocks.at(-1);
  page.marker = '';
  if (lists.length === 0) push(page, toSafe(flat));
  else if (marker === '' && last?.isItem === true) last.text += ` ${flat}`;
  else push(page, `${'  '.repeat(lists.length - 1)}${marker === '' ? '- ' : marker}${flat}`, true);
}

function endHeading(page: Page, level: number): void {
  const flat = oneLine(page.text);
  if (isInCell(page) || flat === '') {
    flush(page);
    return;
  }
  page.text = '';
  push(page, `${'#'.repeat(level)} ${flat}`);
}

function endCode(page: Page): void {
  const code = page.text.replace(/^\n+/, '').trimEnd();
  page.text = '';
  if (code !== '') push(page, `${toFence(code)}\n${code}\n${toFence(code)}`);
}

function endCell(page: Page): void {
  page.rows.at(-1)?.push(oneLine(page.text));
  page.text = '';
}

function push(page: Page, text: string, isItem = false): void {
  page.blocks.push({ text, zone: toZone(page), isItem });
}

function toZone(page: Page): Zone {
  if (isIn(page, 'aside')) return 'frame';
  if (isIn(page, 'main')) return 'main';
  if (isIn(page, 'article')) return 'article';
  return isIn(page, 'header') || isIn(page, 'footer') ? 'frame' : 'page';
}

function isIn({ opened }: Page, name: string): boolean {
  return (opened.get(name) ?? 0) > 0;
}

function isInCell(page: Page): boolean {
  return isIn(page, 'td') || isIn(page, 'th');
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

function isSkipped(name: string, attributes: Attributes): boolean {
  if (VOID.has(name)) return name !== 'br' && name !== 'hr';
  return (
    SKIPPED.has(name) ||
    SKIPPED_ROLES.has(attributes['role'] ?? '') ||
    'hidden' in attributes ||
    attributes['aria-hidden'] === 'true' ||
    /display:\s*none/i.test(attributes['style'] ?? '')
  );
}

/** The main part where there is one of some length; else everything but what stands in frames around it, if that is enough. */
function choose(blocks: readonly Block[]): readonly Block[] {
  for (const zones of [['main'], ['article']]) {
    const part = blocks.filter((block) => zones.includes(block.zone));
    if (part.reduce((sum, block) => sum + block.text.length, 0) >= MIN_MAIN_CHARS) return part;
  }
  return blocks;
}

function join(blocks: readonly Block[]): string {
  return blocks
    .map(({ text, isItem }, index) =>
      index === 0 ? text : `${isItem && blocks[index - 1]?.isItem === true ? '\n' : '\n\n'}${text}`,
    )
    .join('');
}

function toMarker(list: { readonly isOrdered: boolean; count: number } | undefined): string {
  if (list?.isOrdered !== true) return '- ';
  list.count++;
  return `${list.count}. `;
}

/** An address that a reader could open, behind its words; others lead nowhere outside their site. */
function withLink(text: string, link: { readonly href: string; readonly start: number } | undefined): string {
  if (link === undefined || !/^https?:\/\//i.test(link.href) || !URL.canParse(link.href)) return text;
  const words = text.slice(link.start).replace(/\s+/gu, ' ').trim();
  if (words === '' || link.href.includes(words)) return text;
  return `${text.slice(0, link.start)}[${words.replace(/[[\]]/g, '')}](${new URL(link.href).href.replaceAll(')', '%29')})`;
}

/** Running text that would be read as a heading, a rule or a fence. */
function toSafe(text: string): string {
  return text.replaceAll('<!--', '< !--').replace(/^(?=#{1,6} |`{3}|~{3}|[-=]+$)/, '\\');
}

function toFence(code: string): string {
  return code.includes('```') ? '~~~~' : '```';
}
