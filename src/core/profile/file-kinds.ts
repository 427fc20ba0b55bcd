import { extname, basename } from 'node:path/posix';

/** How a file in `DATA_DIR` is treated. */
export type FileKind = 'json' | 'markdown' | 'text' | 'ignored' | 'unread';

const KINDS = new Map<string, FileKind>([
  ['.json', 'json'],
  ['.md', 'markdown'],
  ['.markdown', 'markdown'],
  ['.txt', 'text'],
]);
/** Files that lie about without anybody meaning them to be read. */
const NOISE =
  /^(?:\..*|thumbs\.db|desktop\.ini|golden\.jsonl|.*~|.*\.(?:bak|tmp|swp|png|jpe?g|gif|webp|avif|svg|ico|heic|mp[34]|mov|webm|wav|zip))$/i;

/** Decides by the name alone. `unread` files get a fault, since somebody may wait for their contents. */
export function toFileKind(path: string): FileKind {
  const name = basename(path);
  if (NOISE.test(name)) return 'ignored';
  return KINDS.get(extname(name).toLowerCase()) ?? 'unread';
}
