const SIGNS: readonly (readonly [sign: string, name: string])[] = [
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['{\\rtf', 'an RTF document'],
  ['\xd0\xcf\x11\xe0', 'an old or encrypted Office document'],
  ['PK\x03\x04', 'a ZIP archive or Office document'],
  ['\x1f\x8b', 'a gzip archive'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a program'],
];
const HEAD_BYTES = 1024;

/** What a file's first bytes say that it is; `pdf`, `zip` and `html` for those that can be read. */
export function looksLike(bytes: Uint8Array): {
  readonly format: 'pdf' | 'zip' | 'html' | 'other';
  readonly name: string;
} {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  // Readers of PDF take what has its sign anywhere in the first kilobyte.
  if (head.includes('%PDF-')) return { format: 'pdf', name: 'a PDF document' };
  const known = SIGNS.find(([sign]) => head.startsWith(sign));
  if (known !== undefined) return { format: known[0] === 'PK\x03\x04' ? 'zip' : 'other', name: known[1] };
  if (/<(?:!doctype\s+html|html|head|body|main|article|div|p|h[1-6]|meta|title)[\s>]/i.test(head))
    return { format: 'html', name: 'an HTML page' };
  if (head.trim() === '') return { format: 'other', name: 'an empty file' };
  return { format: 'other', name: head.includes('\0') ? 'no document' : 'plain text' };
}
