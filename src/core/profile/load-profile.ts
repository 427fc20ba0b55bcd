import { basename, extname } from 'node:path/posix';
import { createPace } from '../../support/pace.ts';
import type { Pace } from '../../support/pace.ts';
import { hasDoubleMark, hasMisspeltMark } from './audience-marks.ts';
import type { SourceFault } from '../ingest/ingest-service.ts';
import type { DocumentReader } from '../ports.ts';
import type { Json } from '../state-store.ts';
import type { Chunk, Persona } from './chunk.ts';
import { createChunkMaker } from './chunk-keys.ts';
import type { Draft } from './draft.ts';
import { toPublicHosts } from './hosts.ts';
import type { JsonPart } from './json-audience.ts';
import { describeFiles } from './described-files.ts';
import { toJsonDrafts, toParts } from './json-source.ts';
import { parseJson } from './parse-json.ts';
import { findPersona, UNNAMED_PERSONA } from './persona.ts';
import type { PersonaSource } from './persona.ts';
import { toDocumentDrafts, toMarkdownDrafts, toTextDrafts } from './prose-source.ts';
import { AudienceError, toSourceFault } from './source-fault.ts';
import { readSourceFiles } from './source-files.ts';
import type { SourceFile, SourceLimits } from './source-files.ts';

/** Everything that the files of `DATA_DIR` say. */
export interface Profile {
  readonly persona: Persona;
  /** In the order of the files, then of their contents. */
  readonly chunks: readonly Chunk[];
  /** Host names that the public chunks link to, in lower case. */
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
  const reading: Reading = { faults, signal, pace: createPace(signal) };
  const parsed = await parseAll(files, reading);
  const persona = findPersona(inOrderOfWeight(parsed.flatMap(toPersonaSource))) ?? previousPersona ?? UNNAMED_PERSONA;
  const chunks: Chunk[] = [];
  for (const one of parsed) {
    await reading.pace.rest();
    const made: Chunk[] = [];
    await attempt(one.file, reading, async () => {
      for await (const chunk of chunksOf(one, persona.name, reading)) made.push(chunk);
      chunks.push(...made);
    });
  }
  faults.sort((a, b) => (a.path < b.path ? -1 : 1));
  const refused = new Set(faults.map(({ path }) => path));
  const fileCount = [...readable].filter((path) => !refused.has(path)).length;
  return { persona, chunks, hosts: toPublicHosts(chunks), faults, fileCount };
}

interface Reading {
  readonly faults: SourceFault[];
  readonly signal: AbortSignal;
  readonly pace: Pace;
}

interface ParsedFile {
  readonly file: SourceFile;
  /** Of a JSON file that says something. */
  readonly root?: Json;
  /** What a JSON file says to whom; nothing while its audience is unknown. */
  readonly parts: readonly JsonPart[];
}

async function parseAll(files: readonly SourceFile[], reading: Reading): Promise<ParsedFile[]> {
  const parsed: ParsedFile[] = [];
  for (const file of files) {
    await reading.pace.rest();
    if (file.kind !== 'json' || file.text.trim() === '') parsed.push({ file, parts: [] });
    else await attempt(file, reading, () => parseOne(file, parsed, reading));
  }
  return parsed;
}

async function parseOne(file: SourceFile, parsed: ParsedFile[], { pace }: Reading): Promise<void> {
  const root = parseJson(file.text);
  if (hasDoubleMark(file.text, root)) throw new AudienceError('it gives something two audiences; leave one');
  if (hasMisspeltMark(root)) throw new AudienceError('it has an `audience` that is misspelt or empty; mend it');
  await pace.rest();
  // A file that is refused for its audience may still say whom the other files speak of.
  const index = parsed.push({ file, root, parts: [] }) - 1;
  parsed[index] = { file, root, parts: toParts(root, file.meta.audience) };
  await pace.rest();
}

function toPersonaSource({ file, root, parts }: ParsedFile): (PersonaSource & { readonly path: string })[] {
  if (root === undefined) return [];
  const publicRoot = parts.find(({ audience }) => audience === 'public')?.root;
  return [{ path: file.path, root, publicRoot: publicRoot ?? null }];
}

async function* chunksOf(parsed: ParsedFile, owner: string, { pace }: Reading): AsyncGenerator<Chunk> {
  const toChunk = createChunkMaker(parsed.file.path);
  for (const draft of toDrafts(parsed, owner)) {
    if (draft !== undefined) yield toChunk(draft);
    if (pace.isDue()) await pace.rest();
  }
}

function toDrafts({ file: { kind, path, text, meta }, parts }: ParsedFile, owner: string): Iterable<Draft | undefined> {
  const stem = basename(path, extname(path));
  switch (kind) {
    case 'json':
      return toJsonDrafts(parts, { owner, stem, meta });
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

async function attempt({ path }: SourceFile, { faults, signal }: Reading, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    signal.throwIfAborted();
    faults.push(toSourceFault(path, error));
  }
}
