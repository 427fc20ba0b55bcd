/** One document of an evaluation set. */
export interface BenchDocument {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly hints: string;
}

/** A search library, filled. */
export interface SearchEngine {
  /** Ids, best first. */
  search(question: string, limit: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Makes an engine and fills it. */
export type BuildEngine = (documents: readonly BenchDocument[]) => Promise<SearchEngine>;
