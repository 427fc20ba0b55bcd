import { createHash } from 'node:crypto';
import { InputError } from '../../core/errors.ts';
import type { DocumentKind, DocumentReader, DocumentText } from '../../core/ports.ts';
import { abortable } from '../../support/abortable.ts';
import { createDeadline } from '../../support/deadline.ts';
import { checkDocx } from './check-docx.ts';
import { startDocumentThread } from './document-thread.ts';
import type { DocumentThread, ThreadReply } from './document-thread.ts';
import { toMarkdown } from './html-markdown.ts';
import { decodeHtml } from './decode-html.ts';
import { looksLike } from './looks-like.ts';
import { toPdfMarkdown } from './pdf-markdown.ts';

/** How to make the reader. */
export interface DocumentReaderOptions {
  /** The longest that one document may take; 20 seconds when absent. */
  readonly timeoutMs?: number | undefined;
}

type ThreadKind = Exclude<DocumentKind, 'html'>;

const WORKER_URL = new URL('./document-worker.js', import.meta.url);
const TIMEOUT_MS = 20_000;
/** A thread that nobody needs gives its memory back. */
const IDLE_MS = 3_000;
const MAX_KEPT_CHARS = 8_000_000;
const NAMES = { pdf: 'PDF', docx: 'Word document', html: 'HTML page' } as const;
const PROBLEMS = {
  encrypted: 'it is encrypted; save it without a password',
  broken: 'it is broken and cannot be parsed; save it anew',
  large: 'it unpacks to more than a document about a person holds; split it',
  pages: 'it has more than 500 pages; split it',
  deep: 'it is nested too deeply; save it anew',
} as const;

/**
 * Reads PDF with pdf.js, DOCX with mammoth and HTML with htmlparser2. The first two run in a thread of their own with bounds
 * of memory and time, one document at a time, and the thread is ended when a document goes beyond. What was read once is
 * kept by its content, so that the next ingest need not parse it again.
 *
 * @see https://github.com/unjs/unpdf
 * @see https://github.com/mwilliamson/mammoth.js
 */
export function createDocumentReader({ timeoutMs = TIMEOUT_MS }: DocumentReaderOptions = {}): DocumentReader {
  const kept = createKept();
  let thread: DocumentThread | undefined;
  let idle: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ended = thread;
    thread = undefined;
    await ended?.close();
  };

  const parse = async (kind: ThreadKind, bytes: Uint8Array, signal: AbortSignal): Promise<ThreadReply> => {
    clearTimeout(idle);
    if (thread?.isAlive !== true) thread = startDocumentThread(WORKER_URL);
    using deadline = createDeadline(timeoutMs, signal);
    try {
      const reply = await abortable(thread.parse(kind, new Uint8Array(bytes)), deadline.signal);
      idle = setTimeout(() => void end(), IDLE_MS).unref();
      return reply;
    } catch (cause) {
      await end();
      signal.throwIfAborted();
      const problem = deadline.signal.aborted ? `takes more than ${timeoutMs / 1000} s` : 'needs too much memory';
      throw new InputError(`it ${problem} to parse; split it or save it anew`, { cause });
    }
  };

  const readInTurn = async (kind: ThreadKind, bytes: Uint8Array, signal: AbortSignal): Promise<DocumentText> => {
    if (kind === 'docx') await checkDocx(bytes);
    const reply = await parse(kind, bytes, signal);
    if ('problem' in reply) throw new InputError(PROBLEMS[reply.problem]);
    if ('html' in reply) return toMarkdown(reply.html, { signal });
    return { title: reply.title, markdown: await toPdfMarkdown(reply.pages, { signal }) };
  };

  return {
    async read(bytes, kind, { signal }) {
      checkKind(bytes, kind);
      const key = `${kind} ${createHash('sha256').update(bytes).digest('hex')}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const before = turn;
      const work = before.then(() => {
        signal.throwIfAborted();
        return kind === 'html' ? toMarkdown(decodeHtml(bytes), { signal }) : readInTurn(kind, bytes, signal);
      });
      turn = work.catch(() => undefined);
      const read = await work;
      if (read.markdown.trim() === '') throw new InputError('it holds no text');
      kept.set(key, read);
      return read;
    },
    [Symbol.asyncDispose]: end,
  };
}

/** @throws {InputError} the file is something else than its name says */
function checkKind(bytes: Uint8Array, kind: DocumentKind): void {
  const { format, name } = looksLike(bytes);
  const isRight = kind === 'docx' ? format === 'zip' : kind === 'pdf' ? format === 'pdf' : isPage(format, name);
  if (isRight) return;
  throw new InputError(`its name says ${NAMES[kind]}, but it looks like ${name}; rename it or save it anew`);
}

/** Markup may start late, after a long comment, so what looks like text is read all the same. */
function isPage(format: string, name: string): boolean {
  return format === 'html' || name === 'plain text';
}

interface Kept {
  get(key: string): DocumentText | undefined;
  set(key: string, read: DocumentText): void;
}

/** Keeps what was read last, up to {@link MAX_KEPT_CHARS}. */
function createKept(): Kept {
  const texts = new Map<string, DocumentText>();
  let chars = 0;
  return {
    get: (key) => texts.get(key),
    set(key, read) {
      // Two may have read the same file at once.
      if (texts.has(key)) return;
      texts.set(key, read);
      chars += read.markdown.length;
      for (const [oldest, { markdown }] of texts) {
        if (chars <= MAX_KEPT_CHARS) return;
        texts.delete(oldest);
        chars -= markdown.length;
      }
    },
  };
}
