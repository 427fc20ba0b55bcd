import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Persona } from '../../core/profile/chunk.ts';

/** A file of the page as it is served. */
export interface PageFile {
  readonly body: string;
  readonly contentType: string;
  /** Quoted, ready for the header. */
  readonly etag: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const PAGE_FOLDER = new URL('./page/', import.meta.url);

/** Reads the page's files once, by name. What is not in the map is not served, so no path can lead out of the folder. */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(PAGE_FOLDER);
  const entries = names.map(async (name): Promise<readonly [string, PageFile] | undefined> => {
    const contentType = CONTENT_TYPES[extname(name)];
    return contentType === undefined ? undefined : [name, await readPageFile(name, contentType)];
  });
  return new Map((await Promise.all(entries)).filter((entry) => entry !== undefined));
}

/** Fills the persona into the page's template. Everything that the owner wrote is escaped. */
export function renderPage(template: string, { name, headline, suggestions }: Persona): string {
  const values: Readonly<Record<string, string>> = {
    name: escapeHtml(name),
    headline: escapeHtml(headline),
    initials: escapeHtml(toInitials(name)),
    suggestions: suggestions.map(renderSuggestion).join('\n'),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_whole, key: string) => values[key] ?? '');
}

async function readPageFile(name: string, contentType: string): Promise<PageFile> {
  const body = await readFile(new URL(name, PAGE_FOLDER), 'utf8');
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { body, contentType, etag };
}

function renderSuggestion(question: string): string {
  return `<li><button type="button" class="suggestion">${escapeHtml(question)}</button></li>`;
}

/** First letters of the first and the last word, as on a monogram. */
function toInitials(name: string): string {
  const initials = name.split(/\s+/).flatMap((word) => /^\p{L}\p{M}*/u.exec(word)?.[0] ?? []);
  const monogram = initials.length > 1 ? [initials[0], initials.at(-1)] : initials;
  return monogram.join('').toUpperCase();
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
