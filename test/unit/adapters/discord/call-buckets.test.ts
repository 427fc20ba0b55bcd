import { expect, test } from 'vitest';
import { createCallBuckets } from '../../../../src/adapters/discord/reply/call-buckets.ts';

const TOLD = { hash: 'abcd', maxCount: 5, remaining: 4, resetAfterMs: 5000 };

test('before Discord has said anything the routes that write messages share a bucket in each channel', () => {
  const buckets = createCallBuckets();

  const keyOf = (...of: Parameters<typeof buckets.bucketOf>): string => buckets.bucketOf(...of).key;

  expect(keyOf('create', '1')).toBe(keyOf('edit', '1'));
  expect(new Set([keyOf('create', '1'), keyOf('create', '2'), keyOf('follow-up', '1')]).size).toBe(3);
});

test('routes are told apart once Discord names a bucket for each', () => {
  const buckets = createCallBuckets();

  buckets.heard('create', '1', TOLD);
  const before = buckets.bucketOf('edit', '1').key;
  buckets.heard('edit', '1', { ...TOLD, hash: 'other' });

  expect(before).toBe(buckets.bucketOf('create', '1').key);
  expect(buckets.bucketOf('edit', '1').key).not.toBe(before);
});

test('routes that Discord gives the same bucket share it, within a channel', () => {
  const buckets = createCallBuckets();

  buckets.heard('create', '1', TOLD);
  buckets.heard('edit', '1', { ...TOLD, remaining: 3, resetAfterMs: 4800 });

  expect(buckets.bucketOf('edit', '1').key).toBe(buckets.bucketOf('create', '1').key);
  expect(buckets.bucketOf('edit', '1').key).not.toBe(buckets.bucketOf('edit', '2').key);
});

test('what one channel told of the limit holds for the next one from its first call on', () => {
  const buckets = createCallBuckets();

  buckets.heard('create', '1', TOLD);

  expect(buckets.bucketOf('create', '2').limit).toEqual({ maxCount: 5, windowMs: 5000, kind: 'fixed' });
});

test('what an answer said is told of the bucket that it names', () => {
  const buckets = createCallBuckets();

  const news = buckets.heard('create', '1', TOLD);

  expect(news).toEqual({
    key: buckets.bucketOf('create', '1').key,
    seen: { maxCount: 5, remaining: 4, resetAfterMs: 5000 },
  });
});

test('an answer without headers tells nothing', () => {
  expect(createCallBuckets().heard('create', '1', undefined)).toBeUndefined();
});
