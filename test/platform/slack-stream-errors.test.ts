import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { DOCUMENTED_ERRORS } from '../fakes/slack/documented-errors.ts';
import type { Fault } from '../fakes/slack/faults.ts';
import { createReplyBench, type ReplyBench } from '../fakes/slack/reply-bench.ts';
import { wordAt } from '../fakes/word-at.ts';

const WORDS = Array.from({ length: 24 }, (_none, at) => wordAt(at));
/** Four deltas of six words: one starts the stream, two are appended, the last ends it. */
const DELTAS = [0, 6, 12, 18].map((at) => `${WORDS.slice(at, at + 6).join(' ')} `);

/** Which call of the answer meets the error. */
const CALLS = [
  { method: 'chat.startStream', skip: 0, where: 'the start' },
  { method: 'chat.appendStream', skip: 1, where: 'an append in the middle' },
  { method: 'chat.stopStream', skip: 0, where: 'the end' },
] as const;

describe.each(CALLS)('$method at $where', ({ method, skip }) => {
  test.concurrent.each(DOCUMENTED_ERRORS[method])('that says %s once costs the person nothing', async (code) => {
    await using bench = await createReplyBench();
    bench.fake.fail(method, { kind: 'error', code }, { skip });

    await bench.deliver(DELTAS);

    expect(wordsOf(bench)).toEqual(WORDS);
    expect(bench.fake.shownIn(bench.channel, bench.threadTs)).toContain('_footer_');
    expect(bench.fake.calls.filter((call) => call.method === method).length).toBeGreaterThan(skip);
    expectSound(bench);
  });

  test.concurrent.each<Fault>([
    { kind: 'rate_limit', retryAfterSeconds: 20 },
    { kind: 'status', status: 429 },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 502 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 408 },
    { kind: 'status', status: 404 },
    { kind: 'reset', isTaken: false },
    { kind: 'hang', isTaken: false },
  ])('that meets %j costs the person nothing', async (fault) => {
    await using bench = await createReplyBench({
      channel: 'D0MAYA',
      timeoutMs: fault.kind === 'hang' ? 1_000 : 10_000,
    });
    bench.fake.fail(method, fault, { skip });

    await bench.deliver(DELTAS);

    expect(wordsOf(bench)).toEqual(WORDS);
    expectSound(bench);
  });

  test.concurrent.each<Fault>([
    { kind: 'reset', isTaken: true },
    { kind: 'hang', isTaken: true },
  ])('that is taken although nobody hears of it (%j) shows nothing twice', async (fault) => {
    await using bench = await createReplyBench({
      channel: 'D0MAYA',
      timeoutMs: fault.kind === 'hang' ? 1_000 : 10_000,
    });
    bench.fake.fail(method, fault, { skip });

    await bench.deliver(DELTAS);

    expect(wordsOf(bench)).toEqual(WORDS);
    expectSound(bench);
  });

  test.concurrent.each([
    'unknown_method',
    'method_deprecated',
    'feature_not_enabled',
    'channel_type_not_supported',
    'not_allowed_token_type',
    'msg_blocks_too_long',
    'message_not_owned_by_app',
  ])('that says %s every time leads to messages that are edited', async (code) => {
    await using bench = await createReplyBench();
    bench.fake.fail(method, { kind: 'error', code }, { skip, times: 99 });

    await bench.deliver(DELTAS);

    expect(wordsOf(bench)).toEqual(WORDS);
    expectSound(bench);
  });
});

test('a stream that lives longer than Slack lets it is finished by edits', async () => {
  let now = Date.now();
  await using bench = await createReplyBench({ now: () => now });

  await bench.deliver(DELTAS, (at) => {
    if (at === 2) now += 6 * 60_000;
  });

  expect(wordsOf(bench)).toEqual(WORDS);
  expect(bench.fake.calls.filter(({ method }) => method === 'chat.update').length).toBeGreaterThanOrEqual(2);
  expectSound(bench);
});

test('a stream that begins after it was given up is taken away', async () => {
  await using bench = await createReplyBench({ channel: 'D0MAYA', timeoutMs: 1500 });
  const { fake } = bench;
  fake.fail('chat.startStream', { kind: 'delay', delayMs: 2000 });

  await bench.deliver(DELTAS, (at) => (at < 2 ? undefined : sleep(2000)));

  expect(fake.workspace.messages.some(({ state }) => state === 'deleted')).toBe(true);
  expect(wordsOf(bench)).toEqual(WORDS);
  expectSound(bench);
});

test('appends never overlap and never repeat', async () => {
  await using bench = await createReplyBench();
  const deltas = WORDS.map((word) => `${word} `);

  await bench.deliver(deltas);

  const appended = bench.fake.calls.filter(({ method }) => method.endsWith('Stream'));
  expect(appended.map(({ params }) => params['markdown_text'] ?? '').join('')).toBe(`${deltas.join('')}\n\n_footer_`);
  expectSound(bench);
});

/** Every word that the person sees, in order. */
function wordsOf(bench: ReplyBench): readonly string[] {
  return (
    bench
      .seen()
      .join('\n')
      .match(/word[a-z]{2}/g) ?? []
  );
}

/** No stream is left open, nobody is pinged, and the app did nothing that a correct one never does. */
function expectSound({ fake, isLost }: ReplyBench): void {
  expect(fake.workspace.messages.filter(({ state }) => state === 'streaming')).toEqual([]);
  expect(fake.pings).toEqual([]);
  expect(fake.problems).toEqual([]);
  expect(fake.rateLimited).toEqual([]);
  expect(isLost).toBe(false);
}
