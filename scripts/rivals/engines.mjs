// Each library as its README sets it up, over the same fields; no stop words, stemmers or boosts of our own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as lancedb from '@lancedb/lancedb';
import { create, insertMultiple, search } from '@orama/orama';
import { Index } from 'flexsearch';

const FIELDS = ['title', 'text', 'hints'];

const toText = (document) => FIELDS.map((field) => document[field]).join('\n');

// https://github.com/oramasearch/orama#usage
async function buildOrama(documents) {
  const db = create({ schema: { id: 'string', title: 'string', text: 'string', hints: 'string' } });
  await insertMultiple(db, [...documents]);
  return {
    async search(question, limit) {
      const { hits } = await search(db, { term: question, limit });
      return hits.map(({ document }) => document.id);
    },
    async close() {},
  };
}

// https://github.com/nextapps-de/flexsearch#suggestions: without them every word of a question has to be there. One text per
// document, since an index per field finds far less.
async function buildFlexSearch(documents) {
  const index = new Index();
  for (const document of documents) index.add(document.id, toText(document));
  return {
    async search(question, limit) {
      return index.search(question, { limit, suggest: true });
    },
    async close() {},
  };
}

// https://docs.lancedb.com/search/full-text-search: one column of text, the index with its defaults.
async function buildLanceDb(documents) {
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-lancedb-'));
  const db = await lancedb.connect(folder);
  const rows = documents.map((document) => ({
    id: document.id,
    text: toText(document),
  }));
  const table = await db.createTable('chunks', rows);
  await table.createIndex('text', { config: lancedb.Index.fts() });
  return {
    async search(question, limit) {
      const found = await table.search(question, 'fts').select(['id', '_score']).limit(limit).toArray();
      return found.map(({ id }) => id);
    },
    async close() {
      db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const RIVALS = { Orama: buildOrama, FlexSearch: buildFlexSearch, 'LanceDB FTS': buildLanceDb };
