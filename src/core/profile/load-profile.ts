import { basename, extname } from 'node:path/posix';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { SourceFault } from '../ingest/ingest-service.ts';
import type { DocumentReader } from '../ports.ts';
import type { Json } from '../state-store.ts';
import type { Chunk, Persona } from './chunk.ts';
import { toChunks } from './chunk-keys.ts';
import type { Draft } from './draft.ts';
import { toHosts } from './hosts.ts';
import type { JsonPart } from './json-audience.ts';
import { describeFiles } from './described-files.ts';
import { toJsonDrafts, toParts } from './json-source.ts';
import { parseJson } from './parse-json.ts';
import { findPersona, UNNAMED_PERSONA } from './persona.ts';
import type { PersonaSource } from './persona.ts';
import { toDocumentDrafts, toMarkdownDrafts, toTextDrafts } from './prose-source.ts';
import { readSourceFiles } from './source-files.ts';
import type { SourceFile, SourceLimits } from './source-files.ts';

/** Everything that the files of `DATA_DIR` say. */
export interface Profile {
  readonly persona: Persona;
  /** In the order of the files, then of their contents. */
  readonly chunks: readonly Chunk[];
  /** Host names that the chunks link to, in lower case. */
  readonly hosts: readonly string[];
  /** Files that were refused; the others are loaded all the same. */
  readonly faults: readonly SourceFault[];
  /** How many files were taken. */
  readonly fileCount: number;
}

/** Where to read, and what to fall back on. */
export interface LoadOptions {
  readonly dataDir: string;
  readonly signal: AbortSignal;
  /** Whom the twin spoke for so far: used when no file names anybody, so that one bad file does not rename the rest. */
  readonly previousPersona?: Persona | undefined;
  readonly limits?: SourceLimits;
  /** Reads PDF, DOCX and HTML; without one they are refused. */
  readonly documents?: DocumentReader | undefined;
}

/**
 * Reads `DATA_DIR` and turns it into chunks. The same files give the same chunks, in every run and on every machine.
 *
 * @throws {Error} with a `code`, when `DATA_DIR` itself cannot be opened
 */
export async function loadProfile(options: LoadOptions): Promise<Profile> {
  const { dataDir, signal, previousPersona, limits, documents } = options;
  const { files: found, faults: unread } = await readSourceFiles(dataDir, {
    signal,
    documents,
    ...(limits === undefined ? {} : { limits }),
  });
  const faults = [...unread];
  const files = describeFiles(found, faults);
  const readable = new Set(files.map(({ path }) => path));
  const parsed = await parseAll(files, { faults, signal });
  const roots = parsed.flatMap((one) => toPersonaSource(one));
  const persona = findPersona(inOrderOfWeight(roots)) ?? previousPersona ?? UNNAMED_PERSONA;
  const chunks: Chunk[] = [];
  for (const { file, root } of parsed) {
    await yieldToEvents(undefined, { signal });
    chunks.push(...chunkOne(file, root, { owner: persona.name, faults }));
  }
  faults.sort((a, b) => (a.path < b.path ? -1 : 1));
  const refused = new Set(faults.map(({ path }) => path));
  const fileCount = [...readable].filter((path) => !refused.has(path)).length;
  return { persona, chunks, hosts: toHosts(chunks), faults, fileCount };
}

interface ParsedFile {
  readonly file: SourceFile;
  /** Of a JSON file that says something. */
  readonly root: Json | undefined;
}

async function parseAll(
  files: readonly SourceFile[],
  { faults, signal }: { readonly faults: SourceFault[]; readonly signal: AbortSignal },
): Promise<ParsedFile[]> {
  const parsed: ParsedFile[] = [];
  for (const file of files) {
    await yieldToEvents(undefined, { signal });
    const isJson = file.kind === 'json' && file.text.trim() !== '';
    attempt(file, faults, () => parsed.push({ file, root: isJson ? parseJson(file.text) : undefined }));
  }
  return parsed;
}

function toPersonaSource({ file, root }: ParsedFile): (PersonaSource & { readonly path: string })[] {
  if (root === undefined) return [];
  const parts = partsOf(file, root);
  const publicRoot = parts.find(({ audience }) => audience === 'public')?.root;
  return [{ path: file.path, root, publicRoot: publicRoot ?? null }];
}

/** A file whose audience is unknown is refused when it is chunked; until then nothing of it is for anybody. */
function partsOf(file: SourceFile, root: Json): readonly JsonPart[] {
  try {
    return toParts(root, file.meta.audience);
  } catch {
    return [];
  }
}

function chunkOne(
  file: SourceFile,
  root: Json | undefined,
  { owner, faults }: { readonly owner: string; readonly faults: SourceFault[] },
): Chunk[] {
  let chunks: Chunk[] = [];
  attempt(file, faults, () => {
    chunks = toChunks(file.path, toDrafts(file, root, owner));
  });
  return chunks;
}

function toDrafts({ kind, path, text, meta }: SourceFile, root: Json | undefined, owner: string): Draft[] {
  const stem = basename(path, extname(path));
  switch (kind) {
    case 'json':
      return root === undefined ? [] : toJsonDrafts(root, { owner, stem, meta });
    case 'markdown':
      return toMarkdownDrafts(text, { stem, meta });
    case 'text':
      return toTextDrafts(text, { stem, meta });
    case 'pdf':
    case 'docx':
    case 'html':
      return toDocumentDrafts(text, { stem, meta });
    case 'description':
      return [];
  }
}

/** `digitaltwin.json` names the person if it can; otherwise the first file that does. */
function inOrderOfWeight<T extends { readonly path: string }>(roots: readonly T[]): T[] {
  const isMain = (path: string): boolean => basename(path) === 'digitaltwin.json';
  return [...roots.filter(({ path }) => isMain(path)), ...roots.filter(({ path }) => !isMain(path))];
}

function attempt(file: SourceFile, faults: SourceFault[], work: () => void): void {
  try {
    work();
  } catch (error) {
    faults.push({ path: file.path, reason: error instanceof Error ? error.message : 'it could not be understood' });
  }
}
