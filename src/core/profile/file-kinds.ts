import { extname, basename } from 'node:path/posix';
import type { DocumentKind } from '../ports.ts';

/** How a file in `DATA_DIR` is treated; `description` says something of the file beside it. */
export type FileKind = 'json' | 'markdown' | 'text' | DocumentKind | 'description' | 'ignored' | 'unread';

const KINDS = new Map<string, FileKind>([
  ['.json', 'json'],
  ['.md', 'markdown'],
  ['.markdown', 'markdown'],
  ['.txt', 'text'],
  ['.pdf', 'pdf'],
  ['.docx', 'docx'],
  ['.html', 'html'],
  ['.htm', 'html'],
]);
const DESCRIPTION = /\.(?:json|md|markdown|txt|pdf|docx|html?)\.ya?ml$/i;
/** Files that lie about without anybody meaning them to be read. */
const NOISE =
  /^(?:\..*|thumbs\.db|desktop\.ini|golden\.jsonl|.*~|~\$.*|.*\.(?:bak|tmp|swp|png|jpe?g|gif|webp|avif|svg|ico|heic|mp[34]|mov|webm|wav|zip|css|js|woff2?))$/i;

/** Decides by the name alone. `unread` files get a fault, since somebody may wait for their contents. */
export function toFileKind(path: string): FileKind {
  const name = basename(path);
  if (NOISE.test(name)) return 'ignored';
  if (DESCRIPTION.test(name)) return 'description';
  return KINDS.get(extname(name).toLowerCase()) ?? 'unread';
}

/** Whether a file needs a parser to become text. */
export function isDocument(kind: FileKind): kind is DocumentKind {
  return kind === 'pdf' || kind === 'docx' || kind === 'html';
}

/** The file that `cv.pdf.yaml` describes: `cv.pdf`. */
export function toDescribed(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}
