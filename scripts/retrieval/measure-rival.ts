import MiniSearch from 'minisearch';
import { runJob } from './measure-one.ts';
import type { BenchDocument, SearchEngine } from './search-engine.ts';
import { RIVALS } from '../rivals/engines.mjs';

/** Measures another library than asktwin on one set in a process of its own; the rivals have to be installed. */
export async function main([text = '']: readonly string[]): Promise<number> {
  return await runJob(text, { ...RIVALS, MiniSearch: async (documents) => buildMiniSearch(documents) });
}

/** @see https://github.com/lucaong/minisearch#usage */
function buildMiniSearch(documents: readonly BenchDocument[]): SearchEngine {
  const index = new MiniSearch<BenchDocument>({ fields: ['title', 'text', 'hints'] });
  index.addAll(documents);
  return {
    search: async (question, limit) =>
      index
        .search(question)
        .slice(0, limit)
        .map(({ id }) => String(id)),
    close: async () => {},
  };
}
