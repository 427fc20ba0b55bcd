import { constants } from 'node:fs';
import type { Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { SourceFault } from '../ingest/ingest-service.ts';
import type { DocumentReader } from '../ports.ts';
import { decodeText } from './decode-text.ts';
import { isDocument, toFileKind } from './file-kinds.ts';
import type { FileKind } from './file-kinds.ts';
import { toDocumentMeta } from './document-meta.ts';
import { NO_META } from './source-meta.ts';
import type { SourceMeta } from './source-meta.ts';

/** What may be read at most, checked before anything is parsed. */
export interface SourceLimits {
  readonly maxFileBytes: number;
  /** Of a PDF, DOCX or HTML file, most of which is no text. */
  readonly maxDocumentBytes: number;
  /** Of all text files; documents count for as much as their text. */
  readonly maxTotalBytes: number;
  readonly maxFiles: number;
  /** Folders inside folders. */
  readonly maxDepth: number;
}

/** Far above any profile, far below what hurts a small machine. */
export const DEFAULT_SOURCE_LIMITS: SourceLimits = {
  maxFileBytes: 2_000_000,
  maxDocumentBytes: 10_000_000,
  maxTotalBytes: 20_000_000,
  maxFiles: 2_000,
  maxDepth: 12,
};

/** One file that could be read. */
export interface SourceFile {
  /** Relative to `DATA_DIR`, with `/`. */
  readonly path: string;
  readonly kind: Exclude<FileKind, 'ignored' | 'unread'>;
  /** Of a document, as Markdown. */
  readonly text: string;
  /** What a document says of itself; nothing yet for other kinds. */
  readonly meta: SourceMeta;
}

/** How to read the files. */
export interface ReadOptions {
  readonly signal: AbortSignal;
  readonly limits?: SourceLimits;
  /** Without one, documents are refused. */
  readonly documents?: DocumentReader | undefined;
}

/** A file that cannot be taken, with the reason as its message. */
class RefusedFileError extends Error {
  override readonly name = 'RefusedFileError';
}

/**
 * Reads the text files below a folder in the order of their paths. Never leaves the folder: a link is followed only to a
 * file inside. A file that cannot be taken becomes a fault and the others are still read.
 *
 * @throws when the folder itself cannot be opened
 */
export async function readSourceFiles(
  dataDir: string,
  { signal, limits = DEFAULT_SOURCE_LIMITS, documents }: ReadOptions,
): Promise<{ readonly files: readonly SourceFile[]; readonly faults: readonly SourceFault[] }> {
  const walk: Walk = {
    root: await realpath(dataDir),
    limits,
    documents,
    signal,
    files: [],
    faults: [],
    seen: new Set(),
    bytes: 0,
  };
  await readFolder(walk, '', 0);
  return walk;
}

interface Walk {
  readonly root: string;
  readonly limits: SourceLimits;
  readonly documents: DocumentReader | undefined;
  readonly signal: AbortSignal;
  readonly files: SourceFile[];
  readonly faults: SourceFault[];
  readonly seen: Set<string>;
  bytes: number;
}

async function readFolder(walk: Walk, folder: string, depth: number): Promise<void> {
  const entries = await readdir(join(walk.root, folder), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    walk.signal.throwIfAborted();
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    try {
      await readEntry(walk, entry, path, depth);
    } catch (error) {
      walk.signal.throwIfAborted();
      walk.faults.push({ path, reason: toReason(error) });
    }
  }
}

async function readEntry(walk: Walk, entry: Dirent, path: string, depth: number): Promise<void> {
  if (entry.name.startsWith('.')) return;
  if (entry.isDirectory()) {
    if (depth === walk.limits.maxDepth)
      throw new RefusedFileError(`it lies more than ${depth} folders deep; move it up`);
    return readFolder(walk, path, depth + 1);
  }
  const kind = toFileKind(path);
  if (kind === 'ignored') return;
  const target = entry.isSymbolicLink() ? await resolveLink(walk, path) : join(walk.root, path);
  if (kind === 'unread')
    throw new RefusedFileError(`${extname(path) || 'such'} files are not read; save it as .md, .txt, .pdf or .docx`);
  if (walk.seen.has(target)) return;
  walk.seen.add(target);
  walk.files.push({ path, kind, ...(await readContent(walk, target, kind)) });
}

async function resolveLink(walk: Walk, path: string): Promise<string> {
  const target = await realpath(join(walk.root, path));
  if (!target.startsWith(walk.root + sep))
    throw new RefusedFileError('it is a link out of the data folder; copy the file instead');
  if ((await stat(target)).isDirectory()) throw new RefusedFileError('it is a link to a folder; move the folder here');
  return target;
}

async function readContent(
  walk: Walk,
  target: string,
  kind: SourceFile['kind'],
): Promise<Pick<SourceFile, 'text' | 'meta'>> {
  const { limits, documents, signal } = walk;
  if (!isDocument(kind)) {
    const bytes = await readBytes(walk, target, limits.maxFileBytes);
    walk.bytes += bytes.length;
    return { text: decodeText(bytes), meta: NO_META };
  }
  if (documents === undefined) throw new RefusedFileError(`.${kind} files are not read here; save it as .md or .txt`);
  const document = await documents.read(await readBytes(walk, target, limits.maxDocumentBytes), kind, { signal });
  if (document.markdown.length > limits.maxFileBytes)
    throw new RefusedFileError(`it holds more than ${toMegabytes(limits.maxFileBytes)} of text; split it`);
  walk.bytes += document.markdown.length;
  return { text: document.markdown, meta: toDocumentMeta(document) };
}

async function readBytes(walk: Walk, target: string, maxFileBytes: number): Promise<Buffer> {
  const { maxTotalBytes, maxFiles } = walk.limits;
  if (walk.files.length >= maxFiles) throw new RefusedFileError(`more than ${maxFiles} files; join some of them`);
  const file = await open(target, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const { size, ...stats } = await file.stat().then((found) => ({ size: found.size, isFile: found.isFile() }));
    if (!stats.isFile) throw new RefusedFileError('it is not a regular file');
    if (size > maxFileBytes) throw new RefusedFileError(`it is larger than ${toMegabytes(maxFileBytes)}; split it`);
    const counted = maxFileBytes === walk.limits.maxFileBytes ? size : 0;
    if (walk.bytes + counted > maxTotalBytes)
      throw new RefusedFileError(`all files together are larger than ${toMegabytes(maxTotalBytes)}`);
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function toReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'it is a link to a file that is not there';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read; check its permissions';
  if (code === 'ELOOP') return 'it is a link that leads in a circle';
  if (code !== '') return `it could not be read (${code})`;
  return error instanceof Error ? error.message : 'it could not be read';
}

function toMegabytes(bytes: number): string {
  return `${bytes / 1_000_000} MB`;
}
