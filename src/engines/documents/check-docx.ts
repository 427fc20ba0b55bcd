import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { InputError } from '../../core/errors.ts';

const inflate = promisify(inflateRaw);

const MAX_ENTRIES = 2_000;
const MAX_XML_BYTES = 6_000_000;
const MAX_ALL_XML_BYTES = 12_000_000;
const MAX_DEPTH = 200;

const END_SIGN = 0x06054b50;
const ENTRY_SIGN = 0x02014b50;
const LOCAL_SIGN = 0x04034b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;

interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

/**
 * Looks through a DOCX before any parser does: number and sizes of its parts as the directory states them, then what the
 * parts that will be parsed really inflate to, whether they define entities, and how deep they are nested.
 *
 * @throws {InputError} it is no DOCX, encrypted, or larger or deeper than any text about a person
 */
export async function checkDocx(bytes: Uint8Array): Promise<void> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(file);
  if (entries.some(({ isEncrypted }) => isEncrypted))
    throw new InputError('it is encrypted; save it without a password');
  const names = new Set(entries.map(({ name }) => name));
  if (!names.has('word/document.xml')) throw new InputError(toOtherFormat(names));
  if (names.size !== entries.length) throw new InputError('it is broken: it holds a part twice');
  const parsed = entries.filter(({ name }) => /\.(?:xml|rels)$/i.test(name));
  const size = parsed.reduce((sum, entry) => sum + entry.bytes, 0);
  if (size > MAX_ALL_XML_BYTES || parsed.some((entry) => entry.bytes > MAX_XML_BYTES))
    throw new InputError(`it unpacks to more than ${MAX_XML_BYTES / 1_000_000} MB of text; split it`);
  for (const entry of parsed) checkXml(await unpack(file, entry));
}

function readDirectory(file: Buffer): ZipEntry[] {
  const end = findEnd(file);
  const count = file.readUInt16LE(end + 10);
  if (count > MAX_ENTRIES) throw new InputError(`it holds more than ${MAX_ENTRIES} parts`);
  let offset = file.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (offset + 46 > file.length || file.readUInt32LE(offset) !== ENTRY_SIGN) throw broken();
    const nameBytes = file.readUInt16LE(offset + 28);
    entries.push({
      name: file.toString('utf8', offset + 46, offset + 46 + nameBytes),
      isEncrypted: (file.readUInt16LE(offset + 8) & 1) === 1,
      method: file.readUInt16LE(offset + 10),
      packedBytes: file.readUInt32LE(offset + 20),
      bytes: file.readUInt32LE(offset + 24),
      offset: file.readUInt32LE(offset + 42),
    });
    offset += 46 + nameBytes + file.readUInt16LE(offset + 30) + file.readUInt16LE(offset + 32);
  }
  return entries;
}

function findEnd(file: Buffer): number {
  const lowest = Math.max(0, file.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = file.length - END_BYTES; at >= lowest; at--) if (file.readUInt32LE(at) === END_SIGN) return at;
  throw broken();
}

/** Inflates no further than the directory says: a part that goes on lies about its size. */
async function unpack(file: Buffer, { method, packedBytes, bytes, offset }: ZipEntry): Promise<Buffer> {
  if (offset + 30 > file.length || file.readUInt32LE(offset) !== LOCAL_SIGN) throw broken();
  const start = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
  const packed = file.subarray(start, start + packedBytes);
  if (method !== 0 && method !== 8) throw broken();
  const content =
    method === 0
      ? packed
      : await inflate(packed, { maxOutputLength: Math.max(1, bytes) }).catch((cause: unknown) => {
          throw broken(cause);
        });
  if (content.length !== bytes) throw broken();
  return content;
}

/** No word processor writes a document type, which is what entities that grow without end need. */
function checkXml(content: Buffer): void {
  const text = content.toString('latin1').replaceAll('\0', '');
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new InputError('it defines XML entities, which no word processor does');
  let depth = 0;
  for (const [tag] of text.matchAll(/<[/\w][^>]*>/g)) {
    depth += tag.startsWith('</') ? -1 : tag.endsWith('/>') ? 0 : 1;
    if (depth > MAX_DEPTH) throw new InputError(`it is nested deeper than ${MAX_DEPTH} levels`);
  }
}

function toOtherFormat(names: ReadonlySet<string>): string {
  const has = (folder: string): boolean => [...names].some((name) => name.startsWith(folder));
  if (has('xl/')) return 'it is a spreadsheet, not a text; save it as .docx, .pdf or .md';
  if (has('ppt/')) return 'it is a presentation, not a text; save it as .pdf';
  if (names.has('content.xml')) return 'it is an OpenDocument file; save it as .docx or .pdf';
  return 'it is a ZIP archive, not a Word document';
}

function broken(cause?: unknown): InputError {
  return new InputError('it is broken: it is no whole Word document; save it anew', { cause });
}
