import { expect, test } from 'vitest';
import { createCallBuckets } from '../../src/adapters/discord/reply/call-buckets.ts';
import { createMessageTransport } from '../../src/adapters/discord/reply/message-transport.ts';
import { createDiscordApi } from '../../src/adapters/discord/rest/create-discord-api.ts';
import { createInvalidRequests, SPARING_FROM } from '../../src/adapters/discord/rest/invalid-requests.ts';
import { toTurnId } from '../../src/core/turn.ts';
import { systemClock } from '../../src/support/clock.ts';
import { createFakeDiscord, type FakeDiscord } from '../fakes/discord/fake-discord.ts';

const signal = new AbortController().signal;

test('after too many refusals an answer no longer grows, and appears whole', async () => {
  await using fake = await createFakeDiscord();
  const { transport, refuse } = start(fake);
  for (let made = 0; made < SPARING_FROM; made += 1) refuse();

  await transport.show(0, 'The beginning', { isLast: false, signal });
  const before = fake.count('channel.create');
  await transport.show(0, 'The beginning and the end.', { isLast: true, signal });

  expect(before).toBe(0);
  expect(fake.transcript.messages().map(({ text }) => text)).toEqual(['The beginning and the end.']);
});

test('what Discord refuses is counted, by each call', async () => {
  await using fake = await createFakeDiscord();
  const { transport, count } = start(fake);
  fake.faults.next(
    'channel.create',
    { type: 'status', status: 403, code: 50013 },
    { type: 'rateLimited', retryAfterMs: 1 },
  );

  for (let made = 0; made < 2; made += 1) {
    await transport.show(0, 'The beginning', { isLast: true, signal }).catch(() => undefined);
    await systemClock.sleep(5, signal);
  }

  expect(count()).toBe(2);
});

function start(fake: FakeDiscord) {
  const invalidRequests = createInvalidRequests({ clock: systemClock, onSparing: () => undefined });
  const transport = createMessageTransport({
    api: createDiscordApi({ apiUrl: fake.apiUrl, token: fake.token, invalidRequests }),
    buckets: createCallBuckets(),
    clock: systemClock,
    place: { channelId: fake.home.id, messageId: fake.world.nextId() },
    answer: { turnId: toTurnId('turn1'), userId: '1' },
    onShown: () => undefined,
  });
  return { transport, refuse: () => invalidRequests.note(403, null), count: () => invalidRequests.count() };
}
