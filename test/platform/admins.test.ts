import { expect, test, vi } from 'vitest';
import { createBench, PATIENT, ROOMY } from '../fakes/discord/discord-bench.ts';
import { createSlackBench } from '../fakes/slack/slack-bench.ts';

const OWNER = '123456789012345678';
const ADMINS = [`discord:${OWNER}`, 'slack:U0OWNER', 'discord:U0CROSS', 'slack:223456789012345678'];
const MANAGE_SERVER = '32';
const EVERYTHING = '8';

const onDiscord: readonly (readonly [string, { readonly id: string; readonly permissions?: string }, boolean])[] = [
  ['the owner', { id: OWNER }, true],
  ['the owner, who manages the server', { id: OWNER, permissions: MANAGE_SERVER }, true],
  ['anybody', { id: '323456789012345678' }, false],
  ['an administrator of the server', { id: '323456789012345678', permissions: EVERYTHING }, false],
  ['a manager of the server', { id: '323456789012345678', permissions: MANAGE_SERVER }, false],
  ['who is an admin in Slack', { id: '223456789012345678' }, false],
  ['whose id begins like the owner’s', { id: `${OWNER}9` }, false],
  ['whose id is the beginning of the owner’s', { id: OWNER.slice(0, -1) }, false],
];

test.each(onDiscord)('of /reingest on Discord, %s', async (_who, { id, permissions = '0' }, isAdmin) => {
  await using bench = await createBench({ fake: ROOMY, core: { admins: ADMINS } });
  const { fake, twin } = bench;
  const user = { id, username: 'somebody', isBot: false };
  fake.world.users.set(id, user);
  await twin.write('notes.md', '# Hobbies\n\nMaya plays the cello.');

  fake.slash({ user, command: 'reingest', permissions });
  await vi.waitUntil(() => fake.transcript.standing().some(({ text }) => /Only the|Re-ingested/.test(text)), PATIENT);

  expect(await twin.state.versions.activeNumber(twin.index.name)).toBe(isAdmin ? 2 : 1);
  expect(twin.logger.of('reingest.refused')).toHaveLength(isAdmin ? 0 : 1);
  expect(fake.transcript.messages().map(({ onlyFor }) => onlyFor)).toEqual([id]);
});

const inSlack: readonly (readonly [string, string, boolean])[] = [
  ['the owner', 'U0OWNER', true],
  ['anybody', 'U0MAYA', false],
  ['who is an admin on Discord', 'U0CROSS', false],
  ['whose id is written otherwise', 'u0owner', false],
  ['whose id begins like the owner’s', 'U0OWNER2', false],
  ['whose id is the beginning of the owner’s', 'U0OWNE', false],
  ['whose id is the owner’s on Discord', OWNER, false],
  ['the twin itself', 'U0BOT', false],
];

test.each(inSlack)('of /reingest in Slack, %s', async (_who, user, isAdmin) => {
  await using bench = await createSlackBench({ admins: ADMINS });
  const { fake, test: twin } = bench;
  await twin.write('notes.md', '# Hobbies\n\nMaya plays the cello.');

  await fake.slash('/reingest', { user, text: '' });
  await bench.idle();

  expect(await twin.state.versions.activeNumber(twin.index.name)).toBe(isAdmin ? 2 : 1);
  expect(twin.logger.of('reingest.refused')).toHaveLength(isAdmin ? 0 : 1);
  expect(fake.workspace.messages).toEqual([]);
});
