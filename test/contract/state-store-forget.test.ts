import { expect, test } from 'vitest';
import type { JournalEntry, StoredTurn } from '../../src/core/state-store.ts';
import { toConversationKey, toTenantKey, toTurnId, toUserKey } from '../../src/core/turn.ts';
import type { Origin } from '../../src/core/turn.ts';
import { stateStoreContract } from './state-world.ts';
import type { StateWorld } from './state-world.ts';

const T1 = toTenantKey('slack', 'T1');
const T2 = toTenantKey('slack', 'T2');
const MAYA = toUserKey('slack', 'T1', 'U1');
const OMAR = toUserKey('slack', 'T1', 'U2');
const LINA = toUserKey('discord', '3');

stateStoreContract('forgetting', (world) => {
  test('a person is forgotten in every place and part, and nobody else is', async () => {
    await keep(world, { user: MAYA, tenant: T1 }, 'maya-1');
    await keep(world, { user: MAYA }, 'maya-2');
    await keep(world, { user: OMAR, tenant: T1 }, 'omar');

    expect(await world.other.forget({ user: MAYA })).toEqual({ turns: 2, answers: 2, replies: 2 });

    expect(await isKept(world, { user: MAYA }, 'maya-1')).toEqual([false, false, false]);
    expect(await isKept(world, { user: MAYA }, 'maya-2')).toEqual([false, false, false]);
    expect(await isKept(world, { user: OMAR }, 'omar')).toEqual([true, true, true]);
    expect(await world.store.forget({ user: MAYA })).toEqual({ turns: 0, answers: 0, replies: 0 });
  });

  test('a workspace is forgotten with everybody in it, and nothing of another place is', async () => {
    await keep(world, { user: MAYA, tenant: T1 }, 'maya');
    await keep(world, { user: OMAR, tenant: T1 }, 'omar');
    await keep(world, { user: OMAR, tenant: T2 }, 'omar-elsewhere');
    await keep(world, { user: LINA }, 'lina');

    expect(await world.other.forget({ tenant: T1 })).toEqual({ turns: 2, answers: 2, replies: 2 });

    expect(await isKept(world, { user: MAYA }, 'maya')).toEqual([false, false, false]);
    expect(await isKept(world, { user: OMAR }, 'omar-elsewhere')).toEqual([true, true, true]);
    expect(await isKept(world, { user: LINA }, 'lina')).toEqual([true, true, true]);
  });

  test('a name that begins like another is another', async () => {
    await keep(world, { user: toUserKey('slack', 'T1', 'U11'), tenant: toTenantKey('slack', 'T11') }, 'other');

    expect(await world.store.forget({ user: MAYA })).toEqual({ turns: 0, answers: 0, replies: 0 });
    expect(await world.store.forget({ tenant: T1 })).toEqual({ turns: 0, answers: 0, replies: 0 });
  });

  test('an answer belongs to whoever it was written for last', async () => {
    await world.store.answers.write('shared', 'one', { ttlMs: 60_000, origin: { user: MAYA, tenant: T1 } });
    await world.store.answers.write('shared', 'two', { ttlMs: 60_000, origin: { user: LINA } });

    expect(await world.store.forget({ user: MAYA })).toMatchObject({ answers: 0 });
    expect(await world.store.forget({ tenant: T1 })).toMatchObject({ answers: 0 });
    expect(await world.store.answers.read('shared')).toBe('two');
    expect(await world.store.forget({ user: LINA })).toMatchObject({ answers: 1 });
  });

  test('who was forgotten is remembered from then on as before', async () => {
    await keep(world, { user: MAYA, tenant: T1 }, 'before');
    await world.store.forget({ user: MAYA });
    await keep(world, { user: MAYA, tenant: T1 }, 'after');

    expect(await isKept(world, { user: MAYA }, 'after')).toEqual([true, true, true]);
    expect(await world.store.forget({ tenant: T1 })).toEqual({ turns: 1, answers: 1, replies: 1 });
  });
});

async function keep({ store, now }: StateWorld, origin: Origin, name: string): Promise<void> {
  const turn: StoredTurn = { question: `${name}?`, answer: `${name}!`, citedTitles: [], at: now() };
  await store.conversations.append(toConversationKey(origin.user, name), origin, turn, { ttlMs: 60_000 });
  await store.answers.write(`key-${name}`, `${name}!`, { ttlMs: 60_000, origin });
  const entry: JournalEntry = {
    turnId: toTurnId(name),
    face: 'slack',
    ...origin,
    target: { channel: 'C1' },
    shownText: `${name}!`,
    expiresAt: now() + 60_000,
  };
  await store.journal.begin(entry, { ids: [], ttlMs: 0 });
}

/** Whether the turn, the answer and the reply in flight are there still. */
async function isKept({ store }: StateWorld, { user }: Origin, name: string): Promise<readonly boolean[]> {
  const turns = await store.conversations.read(toConversationKey(user, name), { maxTurns: 9 });
  const journal = await store.journal.list();
  return [
    turns.length === 1,
    (await store.answers.read(`key-${name}`)) !== undefined,
    journal.some(({ turnId }) => turnId === name),
  ];
}
