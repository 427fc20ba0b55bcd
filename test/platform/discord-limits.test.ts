import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDiscordApi } from '../../src/adapters/discord/rest/create-discord-api.ts';
import { createFakeDiscord } from '../fakes/discord/fake-discord.ts';

const signal = new AbortController().signal;

test('a call is made as soon as Discord lets it in, and not a moment later', async () => {
  await using fake = await createFakeDiscord({ limit: { maxCount: 4, windowMs: 400 } });
  const api = createDiscordApi({ apiUrl: fake.apiUrl, token: fake.token });
  const { id } = await api.createMessage(fake.home.id, { text: 'One', nonce: 'one' }, { signal });
  // The SDK keeps one queue for a route before it knows its bucket, and another one then.
  for (const text of ['Two', 'Three']) await api.editMessage(fake.home.id, id, text, { signal });
  const { bucket } = await api.editMessage(fake.home.id, id, 'Four', { signal });

  await sleep((bucket?.resetAfterMs ?? 0) + 1);
  await api.editMessage(fake.home.id, id, 'Five', { signal });

  expect(bucket?.remaining).toBe(0);
  expect(fake.transcript.message(id).text).toBe('Five');
  expect(fake.rateLimitedCount).toBe(0);
});
