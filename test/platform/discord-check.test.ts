import { expect, test } from 'vitest';
import { checkDiscord } from '../../src/adapters/discord/check-discord.ts';
import { createFakeDiscord } from '../fakes/discord/fake-discord.ts';

const { signal } = new AbortController();

test('tells whom the token belongs to', async () => {
  await using fake = await createFakeDiscord();

  const found = await checkDiscord({ token: fake.token, apiUrl: `${fake.apiUrl}/`, signal });

  expect(found).toBe(`${fake.world.bot.username} (application ${fake.world.applicationId})`);
  expect(fake.problems).toEqual([]);
});

test('says what to do when the token is rejected', async () => {
  await using fake = await createFakeDiscord();

  const checking = checkDiscord({ token: 'MTIz.abcdef.token', apiUrl: fake.apiUrl, signal });

  await expect(checking).rejects.toMatchObject({ kind: 'auth', message: expect.stringContaining('DISCORD_TOKEN') });
});
