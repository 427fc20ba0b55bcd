import { AUDIENCES, isSeenBy } from '../../src/core/audience.ts';
import type { Audience } from '../../src/core/audience.ts';
import type { Generator, VectorIndex } from '../../src/core/ports.ts';
import { toChunk } from '../../src/core/profile/chunk-id.ts';
import type { Chunk } from '../../src/core/profile/chunk.ts';
import type { StateStore } from '../../src/core/state-store.ts';

/** What a secret is about: one chunk for each audience. */
export interface SecretTopic {
  /** Two words that no other topic has. */
  readonly name: string;
  readonly chunks: readonly Chunk[];
}

/** Says its audience, so that whoever finds one knows who may read it. */
const SECRET = /zq(public|members|owner)[0-9a-z]{6}zq/g;
const COLOURS = ['crimson', 'amber', 'teal', 'ivory', 'violet', 'copper', 'indigo', 'scarlet', 'olive', 'silver'];
const PLACES = ['harbour', 'lantern', 'meadow', 'foundry', 'orchard', 'viaduct', 'glacier', 'bakery', 'granary'];

/** Gives numbers from 0 to 1 that are the same in every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    // A linear congruential generator: good enough to vary tests. @see https://en.wikipedia.org/wiki/Linear_congruential_generator
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Makes topics of which everybody, members and the owner know something else, with secrets in every field. */
export function createSecretTopics(count: number, random: () => number): readonly SecretTopic[] {
  return Array.from({ length: count }, (_none, at) => {
    const name = `${COLOURS[at % COLOURS.length]} ${PLACES[Math.floor(at / COLOURS.length) % PLACES.length]}`;
    return { name, chunks: AUDIENCES.map((audience) => toSecretChunk(name, audience, random)) };
  });
}

function toSecretChunk(topic: string, audience: Audience, random: () => number): Chunk {
  const secret = (): string =>
    `zq${audience}${Math.floor(random() * 36 ** 6)
      .toString(36)
      .padStart(6, '0')}zq`;
  const file = `${secret()}.md`;
  return toChunk({
    key: `${file}#${topic}`,
    source: file,
    title: `Maya Test > Codes > The ${topic} ${secret()}`,
    text: `The code of the ${topic} is ${secret()}. Maya chose the code of the ${topic} herself.`,
    hints: `password ${secret()}`,
    link: `https://codes.example/${secret()}`,
    audience,
    tags: [secret()],
  });
}

/** The secrets in a text that a place may not show. */
export function findLeaks(place: Audience, shown: string): readonly string[] {
  return [...shown.matchAll(SECRET)].flatMap(([secret, name]) => {
    const audience = AUDIENCES.find((one) => one === name);
    return audience === undefined || isSeenBy(place, audience) ? [] : [secret];
  });
}

/** The audiences whose secrets stand in a text. */
export function audiencesIn(shown: string): ReadonlySet<string> {
  return new Set([...shown.matchAll(SECRET)].map(([, name]) => name ?? ''));
}

/** A model that was talked into telling every secret that it was given, in the conversation or in the passages. */
export function createTellingGenerator(): Generator {
  return {
    name: 'telling',
    async *generate({ messages, passages }) {
      const secrets = messages.flatMap(({ content }) => content.match(SECRET) ?? []);
      for (const secret of new Set(secrets)) yield { type: 'delta', text: `The code is ${secret}. ` };
      yield { type: 'delta', text: passages.map((_passage, at) => `[${at + 1}]`).join('') };
      yield { type: 'end', model: 'telling-1', usage: { promptTokens: 1, completionTokens: 1 }, retryCount: 0 };
    },
  };
}

/** Puts chunks into the index and makes them live, next to what is live already. */
export async function publish(
  { index, state }: { readonly index: VectorIndex; readonly state: StateStore },
  chunks: readonly Chunk[],
): Promise<void> {
  const signal = AbortSignal.timeout(120_000);
  await index.upsert(chunks, { signal });
  const active = await state.versions.active(index.name);
  const lock = await state.locks.acquire('publish', { ttlMs: 60_000 });
  if (lock === undefined) throw new Error('The lock is held.');
  const chunkIds = [...(active?.chunkIds ?? []), ...chunks.map(({ id }) => id)];
  const version = {
    persona: { name: 'Maya Test', headline: 'Robotics engineer', suggestions: ['Where do you work?'] },
    ...active,
    number: (active?.number ?? 0) + 1,
    createdAt: Date.now(),
    chunkIds,
    // Any passage may answer, and every link may be shown: whatever is held back, the audience holds back.
    thresholds: Object.fromEntries(['words', 'words+vectors', 'cosine'].map((scale) => [scale, 0])),
    hosts: ['codes.example'],
  };
  if (!(await state.versions.activate(index.name, version, lock))) throw new Error('The version was refused.');
  await state.locks.release(lock);
}
