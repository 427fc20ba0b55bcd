import type { Brand } from '../../support/brand.ts';
import type { Audience } from '../audience.ts';

/**
 * Names one wording of one place in a source: `<key>@<first 12 hex digits of hash>`. The same text at the same
 * place has the same id in every run; a changed text has a new one, so that a reader of the old version never
 * meets a chunk of the new one.
 */
export type ChunkId = Brand<string, 'ChunkId'>;

/** What ingestion stores: one entry of a profile, or one section of prose. */
export interface Chunk {
  readonly id: ChunkId;
  /** Where it stands: the file's path and the place in it, such as `digitaltwin.json#experience/acme-robotics`. */
  readonly key: string;
  /** SHA-256 of everything below, in hex. */
  readonly hash: string;
  /** The file's path relative to `DATA_DIR`, with `/`. */
  readonly source: string;
  /** The breadcrumb, outermost first: `Maya Okafor > Experience > Acme Robotics`. */
  readonly title: string;
  /** Plain sentences or Markdown, under 512 tokens of any hosted embedding model. */
  readonly text: string;
  /** Other words that people use for this section, for search only; never shown. */
  readonly hints: string;
  /** An absolute `https:` or `http:` address that the owner gave for this entry. */
  readonly link?: string | undefined;
  /** Who may see it. */
  readonly audience: Audience;
  /** The owner's own keywords, in lower case. */
  readonly tags: readonly string[];
  /** When it was written or is valid for, as the owner gave it: `2024-03-01`, `2024-03`, `2024`. */
  readonly date?: string | undefined;
}

/** A chunk that a query brought back. */
export interface Passage {
  readonly chunk: Chunk;
  /** The engine's own score: higher is nearer. Not comparable between engines. */
  readonly score: number;
  /** How near its sentences are to the question, for a generator that quotes; absent where no engine compared them. */
  readonly sentences?: readonly ScoredSentence[] | undefined;
}

/** A sentence of a chunk's text. */
export interface ScoredSentence {
  readonly text: string;
  /** Cosine, -1 to 1. */
  readonly nearness: number;
}

/** Whom the twin speaks for. */
export interface Persona {
  /** Full name as the profile gives it, or `the owner of these files`. */
  readonly name: string;
  /** One line about them, such as the job title; may be empty. */
  readonly headline: string;
  /** Questions that the twin can answer, to offer to people; may be empty. */
  readonly suggestions: readonly string[];
}
