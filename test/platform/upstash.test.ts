import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { checkUpstash, createUpstashIndex } from '../../src/engines/vector/upstash.ts';
import type { UpstashOptions } from '../../src/engines/vector/upstash.ts';
import { systemClock } from '../../src/support/clock.ts';
import { startUpstashFake } from '../fakes/upstash/upstash-fake.ts';
import type { UpstashFakeOptions } from '../fakes/upstash/upstash-fake.ts';
import type { UpstashFault } from '../fakes/upstash/upstash-fake.ts';
import { makeChunk, makeChunkId } from '../unit/engines/chunks.ts';

const { signal } = new AbortController();
const robots = makeChunk({ title: 'Maya Okafor > Experience > Lumenfold', text: 'She builds robots.', hints: 'job' });

describe('the Upstash index', () => {
  test('reads with the token that only reads and writes with the other', async () => {
    const { index, fake } = await setUp();

    await index.upsert([robots], { signal });
    await ask(index);
    await index.list({ signal });
    await index.status({ signal });
    await index.delete([robots.id], { signal });

    expect(fake.calls.map(({ command, token }) => [command, token])).toEqual([
      ['upsert-data', 'write'],
      ['info', 'read'],
      ['query-data', 'read'],
      ['range', 'read'],
      ['info', 'read'],
      ['delete', 'write'],
    ]);
    expect(fake.problems).toEqual([]);
  });

  test('has the title embedded with the text, and no hints', async () => {
    const { index, fake } = await setUp();

    await index.upsert([robots], { signal });

    expect(fake.vectors()[0]?.data).toBe('Maya Okafor > Experience > Lumenfold\nShe builds robots.');
  });

  test('writes in batches and reports after each', async () => {
    const { index, fake } = await setUp();
    const chunks = Array.from({ length: 230 }, (_, i) => makeChunk({ title: `Day ${i}`, text: `Entry ${i}` }));
    const counts: number[] = [];

    await index.upsert(chunks, { signal, onProgress: (count) => counts.push(count) });

    expect(counts).toEqual([100, 200, 230]);
    expect(fake.calls).toHaveLength(3);
  });

  test('says how many written chunks cannot be found yet', async () => {
    const { index, fake } = await setUp();
    fake.setLagMs(60_000);

    await index.upsert([robots], { signal });

    expect(await index.status({ signal })).toEqual({ chunkCount: 0, pendingCount: 1 });
    expect((await ask(index)).passages).toEqual([]);
  });

  test('makes what it can of vectors that another program wrote', async () => {
    const { index, fake } = await setUp();
    fake.seed(
      { id: 'plain', data: 'Robots in a row.' },
      { id: 'titled', data: 'Robots walk.', metadata: { title: 'Walking', link: 'javascript:alert(1)', year: 2020 } },
      { id: 'in-metadata', metadata: { text: 'Robots in metadata.', link: 'https://example.com/robots' } },
      { id: 'bare' },
    );

    const { passages } = await ask(index);

    const found = new Map(passages.map(({ chunk }) => [String(chunk.id), chunk]));
    expect([...found.keys()].toSorted()).toEqual(['in-metadata', 'plain', 'titled']);
    expect(found.get('plain')).toMatchObject({ title: 'plain', text: 'Robots in a row.', hints: '' });
    expect(found.get('titled')).toMatchObject({ title: 'Walking', text: 'Robots walk.' });
    expect(found.get('titled')).not.toHaveProperty('link');
    expect(found.get('in-metadata')).toMatchObject({ text: 'Robots in metadata.', link: 'https://example.com/robots' });
  });

  test('asks for more while vectors of other versions are in the way', async () => {
    const { index, fake } = await setUp();
    const old = Array.from({ length: 60 }, (_, i) => makeChunk({ title: `Old ${i}`, text: 'She builds robots.' }));
    await index.upsert([...old, robots], { signal });

    const live = new Set([robots.id, makeChunkId('another')]);
    const { passages } = await index.query('old robots', { topK: 3, live, filter: { audience: 'owner' }, signal });

    expect(passages.map(({ chunk }) => chunk.id)).toEqual([robots.id]);
    expect(fake.calls.filter(({ command }) => command === 'query-data').length).toBeGreaterThan(1);
  });

  test('lets the service leave out what a place may not see', async () => {
    const { index, fake } = await setUp();
    const secret = makeChunk({ text: 'Robots in secret.', audience: 'owner' });
    const internal = makeChunk({ text: 'Robots among members.', audience: 'members' });
    await index.upsert([robots, secret, internal], { signal });
    fake.seed({ id: 'foreign', data: 'Robots from elsewhere.' });

    const { passages } = await index.query('robots', {
      topK: 5,
      live: 'all',
      filter: { audience: 'members' },
      signal,
    });

    expect(passages.map(({ chunk }) => chunk.text)).not.toContain(secret.text);
    expect(passages.map(({ chunk }) => String(chunk.id)).toSorted()).toEqual(
      [String(robots.id), String(internal.id), 'foreign'].toSorted(),
    );
    expect(fake.calls.at(-1)?.body).toMatchObject({
      filter: "(audience IN ('public', 'members') OR HAS NOT FIELD audience)",
    });
  });

  test('finds by tag, whatever characters the tag has', async () => {
    const { index, fake } = await setUp();
    const sailing = makeChunk({ text: 'Robots at sea.', tags: ['sailing'] });
    const quoted = makeChunk({ text: 'Robots on Sundays.', tags: ["o'clock"] });
    await index.upsert([robots, sailing, quoted], { signal });
    const find = async (...tags: readonly string[]) =>
      await index.query('robots', { topK: 5, live: 'all', filter: { audience: 'public', tags }, signal });

    expect((await find('sailing')).passages.map(({ chunk }) => chunk.text)).toEqual([sailing.text]);
    expect((await find("o'clock")).passages.map(({ chunk }) => chunk.text)).toEqual([quoted.text]);
    expect(fake.problems).toEqual([]);
  });

  test('asks a hybrid index for likeness and for words, and weighs both', async () => {
    const { index, fake } = await setUp({}, { isHybrid: true });
    const words = makeChunk({ title: 'Kiln', text: 'Robots kiln pottery clay glaze wheel oven fire.' });
    await index.upsert([robots, words], { signal });

    const { passages } = await ask(index);

    const asked = fake.calls.filter(({ command }) => command === 'query-data').map(({ body }) => body);
    expect(asked).toEqual([
      expect.objectContaining({ queryMode: 'DENSE' }),
      expect.objectContaining({ queryMode: 'SPARSE', weightingStrategy: 'IDF' }),
    ]);
    expect(passages.map(({ chunk }) => chunk.id)).toEqual([robots.id, words.id]);
    expect(passages[0]?.score).toBeGreaterThan(passages[1]?.score ?? 1);
    expect(fake.problems).toEqual([]);
  });

  test('cannot be written without a token that writes, and says which to set', async () => {
    const { index } = await setUp({ writeToken: undefined });

    const writing = index.upsert([robots], { signal });

    await expect(writing).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('UPSTASH_VECTOR_REST_TOKEN'),
    });
  });
});

describe('a failing call to Upstash', () => {
  const faults: readonly (readonly [string, UpstashFault, string, number])[] = [
    ['hangs', { kind: 'hang' }, 'timeout', 2],
    ['is reset', { kind: 'reset' }, 'unavailable', 3],
    ['gets 500', { kind: 'status', status: 500 }, 'unavailable', 3],
    ['gets an HTML 502', { kind: 'html' }, 'unavailable', 3],
    ['gets 429', { kind: 'status', status: 429 }, 'rate_limited', 3],
    ['gets 429 with a long wait', { kind: 'status', status: 429, headers: { 'retry-after': '60' } }, 'rate_limited', 1],
    ['gets 401', { kind: 'status', status: 401 }, 'auth', 1],
    ['gets 403', { kind: 'status', status: 403 }, 'auth', 1],
    ['gets 404', { kind: 'status', status: 404 }, 'not_found', 1],
    ['gets 400', { kind: 'status', status: 400 }, 'bad_response', 1],
    ['gets a result of another shape', { kind: 'wrong-shape' }, 'bad_response', 1],
    ['gets a web page', { kind: 'not-json' }, 'bad_response', 1],
    ['gets nothing', { kind: 'empty' }, 'bad_response', 1],
  ];

  test.each(faults)('that %s ends in its kind', async (_name, fault, kind, callCount) => {
    const { index, fake } = await setUp(fault.kind === 'hang' ? { timeoutMs: 2000 } : {});
    fake.failAll(fault);

    const asking = ask(index);

    await expect(asking).rejects.toMatchObject({ name: 'UpstreamError', service: 'upstash', kind });
    expect(fake.calls).toHaveLength(callCount);
  });

  test.each(['upsert', 'delete', 'list', 'status'] as const)('ends %s too when the shape is wrong', async (method) => {
    const { index, fake } = await setUp();
    fake.failAll({ kind: 'wrong-shape' });

    const calls = {
      upsert: () => index.upsert([robots], { signal }),
      delete: () => index.delete([robots.id], { signal }),
      list: () => index.list({ signal }),
      status: () => index.status({ signal }),
    };

    await expect(calls[method]()).rejects.toMatchObject({ kind: 'bad_response' });
  });

  test('is made again when the failure passes', async () => {
    const { index, fake } = await setUp();
    await index.upsert([robots], { signal });
    fake.failNext({ kind: 'status', status: 503 }, { kind: 'reset' });

    const { passages } = await ask(index);

    expect(passages).toHaveLength(1);
  });

  test('tells how long the service asks to wait', async () => {
    const { index, fake } = await setUp();
    fake.failAll({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });

    await expect(ask(index)).rejects.toMatchObject({ retryAfterMs: 60_000 });
  });

  test('writes each batch once when an answer was lost on its way', async () => {
    const { index, fake } = await setUp();
    fake.failNext({ kind: 'reset' });

    await index.upsert([robots], { signal });

    expect(fake.vectors()).toHaveLength(1);
  });

  const moments: readonly (readonly [string, UpstashFault])[] = [
    ['while no answer comes', { kind: 'hang' }],
    ['while it waits for the next try', { kind: 'status', status: 429, headers: { 'retry-after': '4' } }],
  ];

  test.each(moments)('stops at once when it is aborted %s', async (_name, fault) => {
    const { index, fake } = await setUp();
    fake.failAll(fault);
    const abort = new AbortController();
    const reason = new Error('the person has gone');
    const asking = index
      .query('robots', { topK: 1, live: 'all', filter: { audience: 'owner' }, signal: abort.signal })
      .catch((error: unknown) => error);
    await vi.waitUntil(() => fake.calls.length === 1, { timeout: 90_000 });
    await systemClock.sleep(100, abort.signal);

    const abortedAt = Date.now();
    abort.abort(reason);
    const outcome = await asking;

    expect(outcome).toBe(reason);

    expect(Date.now() - abortedAt).toBeLessThan(2000);
    expect(fake.calls).toHaveLength(1);
  });
});

describe('the check of Upstash at start', () => {
  test('passes with both tokens right, without changing anything', async () => {
    const { fake } = await setUp();

    await checkUpstash({ ...fake, signal });

    expect(fake.calls.map(({ command, token }) => [command, token])).toEqual([
      ['info', 'read'],
      ['info', 'write'],
    ]);
  });

  test.each([
    ['readToken', 'UPSTASH_VECTOR_REST_READONLY_TOKEN'],
    ['writeToken', 'UPSTASH_VECTOR_REST_TOKEN'],
  ])('names the variable of a rejected %s and not its value', async (token, variable) => {
    const { fake } = await setUp();

    const checking = checkUpstash({ ...fake, [token]: 'stale-secret', signal });

    await expect(checking).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining(`Set ${variable} `),
    });
    await expect(checking).rejects.not.toMatchObject({ message: expect.stringContaining('stale-secret') });
  });

  test('asks once when one token does both', async () => {
    const { fake } = await setUp();

    await checkUpstash({ url: fake.url, readToken: fake.writeToken, writeToken: fake.writeToken, signal });

    expect(fake.calls).toHaveLength(1);
  });
});

async function setUp(options: Partial<UpstashOptions> = {}, kind: UpstashFakeOptions = {}) {
  const fake = await startUpstashFake(kind);
  onTestFinished(() => fake.close());
  const { url, readToken, writeToken } = fake;
  return { fake, index: createUpstashIndex({ url, readToken, writeToken, ...options }) };
}

function ask(index: ReturnType<typeof createUpstashIndex>) {
  return index.query('robots', { topK: 5, live: 'all', filter: { audience: 'owner' }, signal });
}
