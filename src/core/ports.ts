import type { Audience } from './audience.ts';
import type { Chunk, ChunkId, Passage } from './profile/chunk.ts';

// ---------------------------------------------------------------------------------------------------------------------
// Knowledge

/** Every call can be given up; a port method that is aborted rejects with the signal's reason. */
export interface Cancellable {
  readonly signal: AbortSignal;
}

/** Which chunks may come back at all. */
export interface ChunkFilter {
  /** What a place of this audience may see. */
  readonly audience: Audience;
  /** Only chunks with at least one of these tags; absent for every chunk. */
  readonly tags?: readonly string[] | undefined;
}

/** Words to search for besides the question's own. */
export interface WeightedText {
  readonly text: string;
  /** Against 1 for the question's own words. */
  readonly weight: number;
}

/** How to ask a {@link VectorIndex}. */
export interface QueryOptions extends Cancellable {
  /** The most passages to bring back. */
  readonly topK: number;
  /** Only these may come back; `all` where no version is recorded. */
  readonly live: ReadonlySet<ChunkId> | 'all';
  readonly filter: ChunkFilter;
  /** What a follow-up leans on, such as the titles that the last answer cited. It moves the ranking, not the confidence. */
  readonly context?: readonly WeightedText[] | undefined;
  /** For measuring: as if no vectors were to be had; an index that cannot go without them ignores it. */
  readonly withoutVectors?: boolean | undefined;
}

/** What a query brought back. */
export interface QueryResult {
  /** Best first; at most `topK`. */
  readonly passages: readonly Passage[];
  /** The engine's estimate, 0 to 1, that these passages hold an answer. */
  readonly confidence: number;
  /**
   * Names how the confidence was measured, such as `words` or `words+vectors`: only confidences of one scale compare. A
   * version records the threshold of each scale that was met when it was calibrated.
   */
  readonly scale: string;
  /** The service could not be asked, so that a copy of it was, by words alone. */
  readonly isFromCopy?: boolean | undefined;
}

/** How an index is. */
export interface IndexStatus {
  readonly chunkCount: number;
  /** How many written chunks a query cannot see yet. */
  readonly pendingCount: number;
  /** How it searches now and what the owner should know of it, in a few words; absent when there is nothing to say. */
  readonly detail?: string | undefined;
}

/**
 * Where chunks are kept and found. Text goes in and text is asked for: embedding is the engine's business.
 *
 * @throws {UpstreamError} from every method, when the engine is a service
 */
export interface VectorIndex {
  /** Stable name for logs and for the version that is active in it: `local`, `upstash`. */
  readonly name: string;
  /** Below this confidence the passages cannot answer; for a scale without a calibrated threshold. */
  readonly minConfidence: number;
  query(text: string, options: QueryOptions): Promise<QueryResult>;
  /** Writes whole chunks; the same id is overwritten. Reports the count written so far. */
  upsert(
    chunks: readonly Chunk[],
    options: Cancellable & { readonly onProgress?: (count: number) => void },
  ): Promise<void>;
  /** Deletes by id; an id that is not there is no error. */
  delete(ids: readonly ChunkId[], options: Cancellable): Promise<void>;
  /** Everything in the index, in no order. */
  list(options: Cancellable): Promise<readonly Chunk[]>;
  status(options: Cancellable): Promise<IndexStatus>;
}

/**
 * Turns text into vectors on this machine. Texts are never empty.
 *
 * @throws {Error} from `embed`, when the model cannot be loaded or has failed; the caller goes on without vectors
 */
export interface Embedder extends AsyncDisposable {
  /** Name and version of the model, so that vectors of another one are not mixed in. */
  readonly model: string;
  /** One unit vector per text, in order. */
  embed(texts: readonly string[], options: Cancellable): Promise<readonly Float32Array[]>;
}

/** A document as its parser read it. */
export interface DocumentText {
  /** The document's own title; empty when it gives none. */
  readonly title: string;
  /** Headings, lists, tables and paragraphs. */
  readonly markdown: string;
  /** The address at which the document says that it is published. */
  readonly link?: string | undefined;
  /** When the document says that it was written: `2024-03-01`, `2024-03`, `2024`. */
  readonly date?: string | undefined;
  /** The document's own keywords. */
  readonly tags?: readonly string[] | undefined;
}

/** Files that are not text and need a parser. */
export type DocumentKind = 'html' | 'pdf' | 'docx';

/**
 * Reads documents into Markdown, within bounds of time and memory.
 *
 * @throws {InputError} from `read`: it is broken, encrypted, too deep or too large; the message says what to do, for the owner
 */
export interface DocumentReader extends AsyncDisposable {
  read(bytes: Uint8Array, kind: DocumentKind, options: Cancellable): Promise<DocumentText>;
}

// ---------------------------------------------------------------------------------------------------------------------
// Writing the answer

/** One message of a model prompt. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a generator is given. */
export interface Prompt {
  /** Ready for a model that chats. */
  readonly messages: readonly ChatMessage[];
  /** What the passages were found with, for a generator that works without a model. */
  readonly question: string;
  /** Numbered from 1 in this order, in `messages` and in citations `[1]`. */
  readonly passages: readonly Passage[];
}

/** Model tokens as the service counted them. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** `delta` is the next piece of the answer; `end` comes once, last, and only after a whole answer. */
export type GeneratorEvent =
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'end'; readonly model: string; readonly usage: Usage; readonly retryCount: number };

/**
 * Writes an answer from a prompt. An answer that starts with {@link UNKNOWN_MARK} says that the passages do not tell.
 *
 * The iteration ends after `end`, or throws; it never just stops.
 *
 * @throws {UpstreamError} when the service fails or its stream is cut, with everything so far already given
 */
export interface Generator {
  /** Stable name for logs: `extractive`, `groq`, `llm`. */
  readonly name: string;
  generate(prompt: Prompt, options: Cancellable): AsyncIterable<GeneratorEvent>;
}

/** Starts an answer that says the passages do not tell. Whoever reads a generator takes it out. */
export const UNKNOWN_MARK = '[[unknown]]';

// ---------------------------------------------------------------------------------------------------------------------
// Limits

/** What is left of a limit. */
export interface LimitState {
  readonly isAllowed: boolean;
  readonly remaining: number;
  /** Milliseconds until the window starts anew; 0 when it has not begun. */
  readonly resetAfterMs: number;
}

/** `maxCount` per `windowMs` and key. */
export interface RateLimiter {
  readonly maxCount: number;
  readonly windowMs: number;
  /** Takes one, if there is one. */
  consume(key: string): Promise<LimitState>;
  /** Gives one back that was taken for nothing. */
  giveBack(key: string): Promise<void>;
  /** Looks without taking. */
  peek(key: string): Promise<LimitState>;
}

// ---------------------------------------------------------------------------------------------------------------------
// Surroundings

/** Time, passed in so that tests need not wait. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Fields of a log line: `event` in dotted past tense, numbers with units in their names. */
export interface LogFields {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Structured log. Question and answer text only at `debug`; user ids hashed; never a secret. */
export interface Logger {
  debug(fields: LogFields, message?: string): void;
  info(fields: LogFields, message?: string): void;
  warn(fields: LogFields, message?: string): void;
  error(fields: LogFields, message?: string): void;
  fatal(fields: LogFields, message?: string): void;
  child(bindings: Readonly<Record<string, unknown>>): Logger;
}
