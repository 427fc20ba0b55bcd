import type { Chunk, ChunkId, Persona } from './profile/chunk.ts';
import type { ConversationKey, Face, Origin, TenantKey, TurnId, UserKey } from './turn.ts';

/** A passage that a past answer rested on. Its chunk's id says of which words and for whom it was. */
export interface StoredSource {
  /** The number that the answer cites. */
  readonly number: number;
  readonly chunkId: ChunkId;
  readonly title: string;
  readonly link?: string | undefined;
  /** The file's path relative to `DATA_DIR`. */
  readonly file: string;
  readonly text: string;
}

/** A past turn, as much as a follow-up needs, and whoever wants to come back to it. */
export interface StoredTurn {
  readonly question: string;
  /** Empty where nothing was said that a follow-up may lean on. */
  readonly answer: string;
  /** Absent from what an earlier release wrote. */
  readonly turnId?: TurnId | undefined;
  /** What stood under the answer; absent where nothing did. */
  readonly sources?: readonly StoredSource[] | undefined;
  /** Titles of the chunks that the answer cited. */
  readonly citedTitles: readonly string[];
  /** Epoch ms. */
  readonly at: number;
}

/** Whose data is meant: one person's everywhere, or everybody's in one workspace or server. */
export type Whose = { readonly user: UserKey } | { readonly tenant: TenantKey };

/** How much was deleted. */
export interface Forgotten {
  /** Questions with their answers, kept for follow-up questions. */
  readonly turns: number;
  /** Answers that were kept to be given again. */
  readonly answers: number;
  /** Answers in flight. */
  readonly replies: number;
}

/** Claims an event once over restarts: the first caller gets `true`, every other `false` until `ttlMs` has passed. */
export interface ClaimStore {
  claim(id: string, options: { readonly ttlMs: number }): Promise<boolean>;
}

/** What was said, per person and place; each turn is forgotten by itself. */
export interface ConversationStore {
  /** The newest `maxTurns` turns that have not expired, oldest first. */
  read(key: ConversationKey, options: { readonly maxTurns: number }): Promise<readonly StoredTurn[]>;
  append(key: ConversationKey, origin: Origin, turn: StoredTurn, options: { readonly ttlMs: number }): Promise<void>;
}

/** JSON that the state store keeps without looking into it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What a person waits for, and how much of it they see. */
export interface JournalEntry {
  readonly turnId: TurnId;
  readonly face: Face;
  readonly user: UserKey;
  /** The workspace or server in which it was asked. */
  readonly tenant?: TenantKey | undefined;
  /** Where the person waits, in the adapter's own form: enough to end what they see from another process. */
  readonly target: Json;
  /** What the last message shows now. */
  readonly shownText: string;
  /** What the messages show in the end, in order, once that is known: whoever takes over can show that instead of a note. */
  readonly ending?: readonly string[] | undefined;
  /** Epoch ms after which the platform no longer lets the messages be finished. */
  readonly expiresAt: number;
}

/** What came from a platform, by the ids that name the delivery, and for how long they are remembered. */
export interface JournalClaim {
  readonly ids: readonly string[];
  readonly ttlMs: number;
}

/** A process that writes and renews nothing for this long has lost its entries to whoever asks for them. */
export const JOURNAL_LEASE_MS = 5000;

/**
 * Who waits for what, so that another process can end what this one could not. Each open store is one owner; an entry
 * belongs to the owner that began it until another one takes it over. Leases run on the store's own clock where it has
 * one, never on that of the asking machine.
 */
export interface JournalStore {
  /**
   * Claims an event and writes its entry in one step, so that there is never the one without the other. Gives `false`, and
   * changes nothing, when one of the ids is claimed already ({@link ClaimStore} shares them). Claims nothing, and only
   * writes, without ids. Renews the lease.
   */
  begin(entry: JournalEntry, claim: JournalClaim): Promise<boolean>;
  /**
   * Writes an entry anew and renews the lease; one that is gone, because its person asked to be forgotten, is not written
   * again. Gives `false`, and changes nothing, when another owner has taken the entry over, even one that is done with it:
   * what the person sees is not this owner's to change any more. Known for an hour after it was taken.
   */
  put(entry: JournalEntry): Promise<boolean>;
  /**
   * Forgets an entry of this owner; any other one stays. Gives `false` when this owner has none: its person asked to be
   * forgotten meanwhile, it expired, or another owner took it over.
   */
  remove(turnId: TurnId): Promise<boolean>;
  /**
   * Writes entries of this owner again after a store that keeps nothing over its end has come back empty. A store that has
   * lost nothing is left as it is: what is gone from it was removed, forgotten or taken over.
   */
  restore(entries: readonly JournalEntry[]): Promise<void>;
  /** Keeps this owner's entries its own for {@link JOURNAL_LEASE_MS} more. Costs next to nothing when it has none. */
  renew(): Promise<void>;
  /**
   * Makes the entries of owners whose lease has ended, or that closed the store, this owner's own, and gives them, oldest
   * first. Each goes to one caller only. Those that have expired go to nobody, and those of a face that is not asked for
   * stay for somebody else.
   */
  takeOver(faces: readonly Face[]): Promise<readonly JournalEntry[]>;
  /** Every entry that has not expired, whoever owns it, oldest first: to look at, not to act on. */
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
  /** Host names, in lower case, that the public part of the files links to: an answer may link there, and where its passages do. */
  readonly hosts: readonly string[];
  /** By the scale of a confidence: below it the passages cannot answer. Empty for an index that nobody calibrated. */
  readonly thresholds: Readonly<Record<string, number>>;
}

/** How many versions of an index are kept to go back to, the active one included. */
export const KEPT_VERSIONS = 3;

/** Which version of an index readers see, and which they could. */
export interface VersionStore {
  active(indexName: string): Promise<IndexVersion | undefined>;
  /** Just the number, cheap enough to ask at every question; 0 when there is none. */
  activeNumber(indexName: string): Promise<number>;
  /** The newest {@link KEPT_VERSIONS}, newest first; the active one need not be the newest. */
  history(indexName: string): Promise<readonly IndexVersion[]>;
  /**
   * Switches in one step, to a new version or to a kept one. Gives `false`, and changes nothing, when `lock` is no longer
   * held.
   */
  activate(indexName: string, version: IndexVersion, lock: LockToken): Promise<boolean>;
}

/** Answers that were given, so that the same question is answered once. Keys and answers are opaque here. */
export interface AnswerStore {
  read(key: string): Promise<Json | undefined>;
  /** `origin`: whose question it answered first. */
  write(key: string, answer: Json, options: { readonly ttlMs: number; readonly origin: Origin }): Promise<void>;
  /** Forgets all of them; gives how many. */
  clear(): Promise<number>;
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
  /** Forgets every other vector, those of other models included. */
  keepOnly(model: string, hashes: readonly string[]): Promise<void>;
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
  readonly answers: AnswerStore;
  readonly journal: JournalStore;
  readonly locks: LockStore;
  readonly versions: VersionStore;
  readonly chunks: ChunkStore;
  readonly vectors: VectorCache;
  readonly counters: CounterStore;
  /**
   * Deletes everything that was kept for a person, or for everybody in one workspace or server, as far as it is there
   * when the call is made. Claims stay: they hold ids of events and nothing of a person.
   */
  forget(whose: Whose): Promise<Forgotten>;
  /** A random value made once per store, in hex: salt for hashing user ids in logs. */
  salt(): Promise<string>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
}
