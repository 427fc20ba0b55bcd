import type { Chunk, ChunkId, Passage, Persona } from './profile/chunk.ts';
import type { ConversationKey, Face, TurnId, UserKey } from './turn.ts';

// ---------------------------------------------------------------------------------------------------------------------
// Knowledge

/** Every call can be given up; a port method that is aborted rejects with the signal's reason. */
export interface Cancellable {
  readonly signal: AbortSignal;
}

/** How to ask a {@link VectorIndex}. */
export interface QueryOptions extends Cancellable {
  /** The most passages to bring back. */
  readonly topK: number;
  /** Only these may come back; `all` where no version is recorded. */
  readonly live: ReadonlySet<ChunkId> | 'all';
}

/** What a query brought back. */
export interface QueryResult {
  /** Best first; at most `topK`. */
  readonly passages: readonly Passage[];
  /** The engine's estimate, 0 to 1, that these passages hold an answer; compare with `minConfidence`. */
  readonly confidence: number;
}

/**
 * Where chunks are kept and found. Text goes in and text is asked for: embedding is the engine's business.
 *
 * @throws {UpstreamError} from every method, when the engine is a service
 */
export interface VectorIndex {
  /** Stable name for logs and for the version that is active in it: `local`, `upstash`. */
  readonly name: string;
  /** Below this confidence the passages cannot answer, and no model is asked. */
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
  /** `pendingCount` is how many written chunks a query cannot see yet. */
  status(options: Cancellable): Promise<{ readonly chunkCount: number; readonly pendingCount: number }>;
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
// State

/** A past turn, as much as a follow-up needs. */
export interface StoredTurn {
  readonly question: string;
  readonly answer: string;
  /** Titles of the chunks that the answer cited. */
  readonly citedTitles: readonly string[];
  /** Epoch ms. */
  readonly at: number;
}

/** Claims an event once over restarts: the first caller gets `true`, every other `false` until `ttlMs` has passed. */
export interface ClaimStore {
  claim(id: string, options: { readonly ttlMs: number }): Promise<boolean>;
}

/** What was said, per person and place; each turn is forgotten by itself. */
export interface ConversationStore {
  /** The newest `maxTurns` turns that have not expired, oldest first. */
  read(key: ConversationKey, options: { readonly maxTurns: number }): Promise<readonly StoredTurn[]>;
  append(key: ConversationKey, user: UserKey, turn: StoredTurn, options: { readonly ttlMs: number }): Promise<void>;
  /** Deletes everything that this person said or was told, everywhere; gives the number of turns. */
  forget(user: UserKey): Promise<number>;
}

/** JSON that the state store keeps without looking into it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An answer that people may be looking at, half written. */
export interface JournalEntry {
  readonly turnId: TurnId;
  readonly face: Face;
  readonly user: UserKey;
  /** Where the messages are, in the adapter's own form: enough to finish them after a restart. */
  readonly target: Json;
  /** What the last message shows now. */
  readonly shownText: string;
  /** Epoch ms after which the platform no longer lets the messages be finished. */
  readonly expiresAt: number;
}

/** Answers in flight, so that the next process can end what this one could not. */
export interface JournalStore {
  put(entry: JournalEntry): Promise<void>;
  remove(turnId: TurnId): Promise<void>;
  /** The entries that no running process looks after, as far as the store can tell. */
  list(): Promise<readonly JournalEntry[]>;
}

/** Proof that a lock is held. A later holder has a greater number, so that a store can refuse a late write. */
export interface LockToken {
  readonly name: string;
  readonly fence: number;
}

/** One holder at a time; a holder that dies loses it after `ttlMs`. */
export interface LockStore {
  /** Gives nothing when somebody else holds it. */
  acquire(name: string, options: { readonly ttlMs: number }): Promise<LockToken | undefined>;
  /** Gives `false` when the lock was lost. */
  renew(token: LockToken, options: { readonly ttlMs: number }): Promise<boolean>;
  release(token: LockToken): Promise<void>;
}

/** One whole state of the knowledge in one index: what readers may see. */
export interface IndexVersion {
  /** Counts up from 1 per index. */
  readonly number: number;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly chunkIds: readonly ChunkId[];
  readonly persona: Persona;
  /** Host names that the owner's files link to, in lower case: the only ones that an answer may link to. */
  readonly hosts: readonly string[];
}

/** Which version of an index readers see. */
export interface VersionStore {
  active(indexName: string): Promise<IndexVersion | undefined>;
  /** Just the number, cheap enough to ask at every question; 0 when there is none. */
  activeNumber(indexName: string): Promise<number>;
  /** Switches in one step. Gives `false`, and changes nothing, when `lock` is no longer held. */
  activate(indexName: string, version: IndexVersion, lock: LockToken): Promise<boolean>;
}

/** Whole chunks for an index that has no service of its own. */
export interface ChunkStore {
  list(): Promise<readonly Chunk[]>;
  put(chunks: readonly Chunk[]): Promise<void>;
  delete(ids: readonly ChunkId[]): Promise<void>;
  /** Grows with every change, over processes: a copy of the chunks is fresh while it stands still. */
  revision(): Promise<number>;
}

/** Vectors by content, so that the same text is embedded once. */
export interface VectorCache {
  read(model: string, hashes: readonly string[]): Promise<ReadonlyMap<string, Float32Array>>;
  write(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void>;
}

/** Sums that must survive a restart, such as today's model tokens. */
export interface CounterStore {
  /** Adds and gives the new sum; the sum is forgotten at `expiresAt` (epoch ms). */
  add(key: string, amount: number, options: { readonly expiresAt: number }): Promise<number>;
  read(key: string): Promise<number>;
}

/** Everything that must outlive a restart. */
export interface StateStore extends AsyncDisposable {
  /** `sqlite`, `redis`. */
  readonly name: string;
  readonly claims: ClaimStore;
  readonly conversations: ConversationStore;
  readonly journal: JournalStore;
  readonly locks: LockStore;
  readonly versions: VersionStore;
  readonly chunks: ChunkStore;
  readonly vectors: VectorCache;
  readonly counters: CounterStore;
  /** A random value made once per store, in hex: salt for hashing user ids in logs. */
  salt(): Promise<string>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
}

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
