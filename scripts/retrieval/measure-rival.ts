import MiniSearch from 'minisearch';
import { runJob } from './measure-one.ts';
import { runSizeJob, sizeJob } from './measure-size.ts';
import type { BenchDocument, SearchEngine } from './search-engine.ts';
import { RIVALS } from '../rivals/engines.mjs';

/** Measures another library than asktwin on one set or at one size in a process of its own; the rivals have to be installed. */
export async function main([text = '']: readonly string[]): Promise<number> {
  const engines = { ...RIVALS, MiniSearch: async (documents: readonly BenchDocument[]) => buildMiniSearch(documents) };
  const isSized = sizeJob.safeParse(JSON.parse(text)).success;
  return await (isSized ? runSizeJob : runJob)(text, engines);
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
