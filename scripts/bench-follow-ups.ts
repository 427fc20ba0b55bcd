import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assertThere, UsageError } from './arguments.ts';
import { z } from 'zod';
import { createRetriever } from '../src/core/answer/retriever.ts';
import type { Retriever } from '../src/core/answer/retriever.ts';
import { leansOnHistory } from '../src/core/answer/follow-up.ts';
import type { Logger } from '../src/core/ports.ts';
import { toChunk } from '../src/core/profile/chunk-id.ts';
import type { StoredTurn } from '../src/core/state-store.ts';
import { createEnergeticEmbedder } from '../src/engines/embedding/energetic.ts';
import { createSqliteState } from '../src/engines/state/sqlite.ts';
import { createLocalIndex } from '../src/engines/vector/local.ts';
import { systemClock } from '../src/support/clock.ts';
import { mean, ndcg, recall } from './retrieval/measures.ts';
import type { Relevance } from './retrieval/measures.ts';

const HELP = `Usage: npm run bench:follow-ups -- DIR [OPTIONS]

Measures how well follow-up questions find their answer without a model, on dialogues (docs.jsonl with titles, queries.jsonl with
history, rewrite and turn, qrels.jsonl, as CANARD recast for retrieval). The documents that answered the turns before count
as cited. A topic switch is a question that stands alone, asked after the history of another dialogue.

  --words      words alone, without vectors
  --cache DIR  keep the vectors there; otherwise every run embeds anew
`;

const DEPTH = 10;

const document = z.object({ id: z.string(), title: z.string(), text: z.string() });
const question = z.object({
  id: z.string(),
  text: z.string(),
  rewrite: z.string(),
  history: z.array(z.string()),
  turn: z.number(),
  title: z.string(),
});
const judgement = z.object({ qid: z.string(), did: z.string(), rel: z.number() });

interface FollowUpCase {
  readonly text: string;
  readonly rewrite: string;
  readonly relevance: Relevance;
  readonly history: readonly StoredTurn[];
  /** The history of a dialogue about something else. */
  readonly foreign: readonly StoredTurn[];
}

/** Prints the table. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', default: false },
      words: { type: 'boolean', default: false },
      cache: { type: 'string' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new UsageError('Name one DIR with dialogues.');
  for (const name of ['docs.jsonl', 'queries.jsonl', 'qrels.jsonl']) await assertThere(join(folder, name), 'file');
  const stateFolder = values.cache ?? (await mkdtemp(join(tmpdir(), 'asktwin-follow-ups-')));
  await mkdir(stateFolder, { recursive: true });
  try {
    await measure(folder, stateFolder, !values.words);
  } finally {
    if (values.cache === undefined) await rm(stateFolder, { recursive: true, force: true });
  }
  return 0;
}

async function measure(folder: string, stateFolder: string, hasVectors: boolean): Promise<void> {
  const documents = await readLines(join(folder, 'docs.jsonl'), document);
  const cases = await readCases(folder, documents);
  await using state = createSqliteState({ path: join(stateFolder, 'state.sqlite'), clock: systemClock });
  await using embedder = createEnergeticEmbedder({ clock: systemClock, logger: SILENT });
  const words = { chunks: state.chunks, logger: SILENT };
  const index = createLocalIndex(hasVectors ? { ...words, vectors: state.vectors, embedder } : words);
  const { signal } = new AbortController();
  const chunks = documents.map(({ id, title, text }) =>
    toChunk({ key: id, source: 'docs.jsonl', title, text, hints: '' }),
  );
  await index.upsert(chunks, { signal });
  await index.finish({ signal });
  const retriever = createRetriever({ index, versions: state.versions, topK: DEPTH });

  print(
    `${cases.length} follow-ups, ${documents.length} documents, ${hasVectors ? 'words and vectors' : 'words alone'}\n`,
  );
  print('| asked | leans | nDCG@10 | R@5 |\n|---|---|---|---|');
  await row(retriever, 'follow-up, as asked', cases, ({ text }) => [text, []]);
  await row(retriever, 'follow-up, by rule', cases, ({ text, history }) => [text, history]);
  await row(retriever, 'follow-up, rewritten by people', cases, ({ rewrite }) => [rewrite, []]);
  await row(retriever, 'topic switch, without history', cases, ({ rewrite }) => [rewrite, []]);
  await row(retriever, 'topic switch, by rule', cases, ({ rewrite, foreign }) => [rewrite, foreign]);
}

async function row(
  retriever: Retriever,
  name: string,
  cases: readonly FollowUpCase[],
  toAsked: (one: FollowUpCase) => readonly [string, readonly StoredTurn[]],
): Promise<void> {
  const gains: number[] = [];
  const recalls: number[] = [];
  const leaning: number[] = [];
  const { signal } = new AbortController();
  for (const one of cases) {
    const [asked, history] = toAsked(one);
    const { passages } = await retriever.retrieve(asked, { history, filter: { audience: 'owner' }, signal });
    const ranked = passages.map(({ chunk }) => chunk.key);
    gains.push(ndcg(ranked, one.relevance, DEPTH));
    recalls.push(recall(ranked, one.relevance, 5));
    leaning.push(leansOnHistory(asked, history) ? 1 : 0);
  }
  print(
    `| ${name} | ${(mean(leaning) * 100).toFixed(0)} % | ${mean(gains).toFixed(3)} | ${mean(recalls).toFixed(3)} |`,
  );
}

async function readCases(
  folder: string,
  documents: readonly z.infer<typeof document>[],
): Promise<readonly FollowUpCase[]> {
  const titles = new Map(documents.map(({ id, title }) => [id, title]));
  const relevance = new Map<string, Map<string, number>>();
  for (const { qid, did, rel } of await readLines(join(folder, 'qrels.jsonl'), judgement)) {
    relevance.set(qid, (relevance.get(qid) ?? new Map<string, number>()).set(did, rel));
  }
  const followUps = (await readLines(join(folder, 'queries.jsonl'), question)).filter(({ turn }) => turn > 1);
  const read = followUps.map((one) => ({ ...one, turns: toTurns(one, titles) }));
  const cited = read.filter(({ turns }) => (turns.at(-1)?.citedTitles.length ?? 0) > 0);
  return read.map(({ id, text, rewrite, title, turns }, at) => ({
    text,
    rewrite,
    relevance: relevance.get(id) ?? new Map(),
    history: turns,
    foreign: toForeign(cited, title, at),
  }));
}

/** The history of another subject from far away in the list; the same in every run. */
function toForeign(
  cited: readonly { readonly title: string; readonly turns: readonly StoredTurn[] }[],
  title: string,
  at: number,
): readonly StoredTurn[] {
  const start = Math.floor(at + cited.length / 2);
  const others = cited.map((_none, step) => cited[(start + step) % cited.length]);
  return others.find((other) => other !== undefined && other.title !== title)?.turns ?? [];
}

/** Questions and answers by turns; a turn cited the document that is judged to answer it, where there is one. */
function toTurns(
  { id, history }: z.infer<typeof question>,
  titles: ReadonlyMap<string, string>,
): readonly StoredTurn[] {
  const dialogue = id.replace(/#\d+$/, '');
  return Array.from({ length: Math.floor(history.length / 2) }, (_none, at) => {
    const title = titles.get(`${dialogue}#${at + 1}`);
    const [asked = '', answer = ''] = history.slice(2 * at);
    return { question: asked, answer, citedTitles: title === undefined ? [] : [title], at };
  });
}

async function readLines<T>(path: string, schema: z.ZodType<T>): Promise<readonly T[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
  child: () => SILENT,
};

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
