import { expect, test } from 'vitest';
import { handleOnce } from '../../../../src/adapters/slack/handle-once.ts';
import { InputError, UpstreamError } from '../../../../src/core/errors.ts';
import { toUserKey } from '../../../../src/core/turn.ts';
import { createTestCore } from '../../../fakes/test-core.ts';
import type { TestCore } from '../../../fakes/test-core.ts';

test.each([
  ['passes by itself as a warning', new UpstreamError({ service: 'redis', kind: 'unavailable', message: '…' }), 'warn'],
  ['needs a person as an error', new UpstreamError({ service: 'redis', kind: 'auth', message: '…' }), 'error'],
  ['is a fault of our own as an error', new TypeError('…'), 'error'],
])('logs once what %s, and tells the person', async (_, failure, level) => {
  await using twin = await createTestCore();
  const told: string[] = [];

  await handleOnce(twin.core, toHandling(twin, failure, told));

  expect(twin.logger.of('slack.message_failed')).toMatchObject([{ level, fields: { err: failure } }]);
  expect(told).toHaveLength(1);
});

test('a question that cannot be served is no failure', async () => {
  await using twin = await createTestCore();
  const told: string[] = [];

  await handleOnce(twin.core, toHandling(twin, new InputError('Please ask in fewer words.'), told));

  expect(twin.logger.of('slack.message_failed')).toEqual([]);
  expect(told).toEqual(['Please ask in fewer words.']);
});

function toHandling(twin: TestCore, failure: Error, told: string[]) {
  return {
    failureEvent: 'slack.message_failed',
    taken: Promise.resolve(
      twin.core.intake.begin({ face: 'slack', user: toUserKey('slack', 'U1'), target: {}, expiresAt: Infinity }),
    ),
    tell: async (text: string) => void told.push(text),
    work: () => Promise.reject(failure),
  };
}
