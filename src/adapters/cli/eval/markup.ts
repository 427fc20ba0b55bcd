/** HTML that may be put into a page as it is. Made by {@link html} only. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, markup is not. */
export type Insert = string | number | Markup | readonly Markup[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Fills a template of HTML or SVG. Whatever is no markup is escaped, so that no answer can add to the page. */
export function html(strings: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  return { markup: strings.map((text, at) => text + toMarkup(inserts[at] ?? '')).join('') };
}

function toMarkup(insert: Insert): string {
  if (typeof insert === 'number') return String(insert);
  if (typeof insert === 'string') return insert.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');
  return 'markup' in insert ? insert.markup : insert.map(({ markup }) => markup).join('\n');
}
