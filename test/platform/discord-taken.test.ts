import { expect, test, vi } from 'vitest';
import { toTurnId, toUserKey } from '../../src/core/turn.ts';
import { createBench, PATIENT, ROOMY, waitForMessages } from '../fakes/discord/discord-bench.ts';
import type { JournalEntry } from '../../src/core/state-store.ts';
import type { DiscordBench } from '../fakes/discord/discord-bench.ts';

const NOTE = '_I was interrupted by a restart. Ask again, please._';
const ASKED = { command: 'asktwin', options: { question: 'Where do you work?' } } as const;

test.concurrent('a question is in the journal before it is acknowledged', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  twin.generator.script = { deltas: ['late'], firstMs: 60_000 };

  const interaction = fake.slash({ user: fake.person(), ...ASKED });
  const seen = await vi.waitUntil(async () => (await twin.state.journal.list())[0], PATIENT);

  expect(seen.target).toMatchObject({ kind: 'command', interaction: { id: interaction.id }, messageIds: [] });
});

test.concurrent.each(['asktwin', 'twin'])(
  'a process that took a %s command which another acknowledged leaves nothing in its journal',
  async (command) => {
    await using first = await createBench({ fake: ROOMY });
    await using second = await createBench({ joins: first.fake });
    const { fake } = first;

    fake.slash({ user: fake.person(), ...(command === 'twin' ? { command, subcommand: 'about' } : ASKED) });
    await vi.waitUntil(() => fake.calls.filter(({ route }) => route === 'interaction.ack').length === 2, PATIENT);
    await waitForMessages(fake, 1);

    await expect.poll(() => first.twin.state.journal.list(), PATIENT).toEqual([]);
    await expect.poll(() => second.twin.state.journal.list(), PATIENT).toEqual([]);
  },
);

test.concurrent.each(['twin', 'reingest'])('a %s command leaves nothing in the journal', async (command) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const options = command === 'twin' ? { subcommand: 'about' } : { permissions: '32' };

  fake.slash({ user: fake.person(), command, ...options });
  await waitForMessages(fake, 1);

  await expect.poll(() => twin.state.journal.list(), PATIENT).toEqual([]);
});

test.concurrent('whoever takes over gives the answer when its end is known', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const entry = await interrupt(bench);

  await finishElsewhere(bench, { ...entry, ending: ['The whole answer.\n\n-# AI twin', 'And more.'] });
  await finishElsewhere(bench, { ...entry, ending: ['The whole answer.\n\n-# AI twin'] });

  expect(bench.fake.transcript.standing().map(({ text }) => text)).toEqual([
    'The whole answer.\n\n-# AI twin',
    'And more.',
  ]);
});

test.concurrent('a command that nobody acknowledged before the kill is told of it while there is time', async () => {
  await using bench = await createBench({ fake: ROOMY });
  await bench.adapter.close();
  const { interaction, entry } = unacknowledged(bench);

  await finishElsewhere(bench, entry);

  expect(interaction.ackedAt).toBeDefined();
  expect(bench.fake.transcript.standing().map(({ text }) => text)).toEqual([NOTE]);
});

test.concurrent('a refusal that was on its way is told to the asker alone', async () => {
  await using bench = await createBench({ fake: ROOMY });
  await bench.adapter.close();
  const { entry } = unacknowledged(bench, { isTold: true });

  await finishElsewhere(bench, { ...entry, ending: ['Come back in a minute.'] });
  await finishElsewhere(bench, { ...entry, ending: ['Come back in a minute.'] });

  const standing = bench.fake.transcript.standing();
  expect(standing.map(({ text }) => text)).toEqual(['Come back in a minute.']);
  expect(standing[0]?.onlyFor).toBeDefined();
});

test.concurrent('a refusal does not stay behind a thought that everybody sees', async () => {
  await using bench = await createBench({ fake: ROOMY });
  bench.twin.generator.script = { deltas: ['late'], firstMs: 60_000 };
  bench.fake.slash({ user: bench.fake.person(), ...ASKED });
  await vi.waitUntil(() => bench.fake.transcript.standing().length === 1, PATIENT);
  const entry = await vi.waitUntil(async () => (await bench.twin.state.journal.list())[0], PATIENT);
  const target = { ...Object(entry.target), isTold: true };

  await finishElsewhere(bench, { ...entry, target, ending: ['Come back in a minute.'] });

  const standing = bench.fake.transcript.standing();
  expect(standing.map(({ text, onlyFor }) => [text, onlyFor !== undefined])).toEqual([
    ['Come back in a minute.', true],
  ]);
});

async function interrupt(bench: DiscordBench): Promise<JournalEntry> {
  const { fake, twin } = bench;
  twin.generator.script = { deltas: ['Half an answer ', 'and the rest'], intervalMs: 60_000 };
  fake.slash({ user: fake.person(), ...ASKED });
  return vi.waitUntil(
    async () => (await twin.state.journal.list()).find(({ shownText }) => shownText.includes('Half an answer')),
    PATIENT,
  );
}

/** A command that the twin never saw acknowledged, and its place in the journal. */
function unacknowledged({ fake }: DiscordBench, more: { readonly isTold?: boolean } = {}) {
  const interaction = fake.slash({ user: fake.person(), ...ASKED });
  const { id, token, channelId, userId, createdAt } = interaction;
  const entry: JournalEntry = {
    turnId: toTurnId('12345678'),
    face: 'discord',
    user: toUserKey('discord', userId),
    target: {
      kind: 'command',
      interaction: { id, token, applicationId: fake.world.applicationId },
      channelId,
      userId,
      isPrivate: false,
      createdAt,
      messageIds: [],
      ...more,
    },
    shownText: '',
    expiresAt: createdAt + 60_000,
  };
  return { interaction, entry };
}

async function finishElsewhere({ fake }: DiscordBench, entry: JournalEntry): Promise<void> {
  await using later = await createBench({ joins: fake, isStarted: false });
  await later.adapter.finish(entry);
}
