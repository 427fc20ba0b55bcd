import type { BenchDocument, SearchEngine } from '../retrieval/search-engine.ts';

/** The search libraries that asktwin is measured next to, each as its README sets it up. */
export declare const RIVALS: Readonly<Record<string, (documents: readonly BenchDocument[]) => Promise<SearchEngine>>>;
