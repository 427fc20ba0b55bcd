import { expect, test, vi } from 'vitest';
import { toTurnId, toUserKey } from '../../src/core/turn.ts';
import { createBench, createShiftedClock, PATIENT, ROOMY, waitForMessages } from '../fakes/discord/discord-bench.ts';
import type { JournalEntry } from '../../src/core/state-store.ts';
import type { BenchOptions, DiscordBench } from '../fakes/discord/discord-bench.ts';

const NOTE = '_I was interrupted by a restart. Ask again, please._';
const SLOW = { deltas: ['Half an answer ', 'and the rest'], intervalMs: 60_000 };

test.concurrent('ends a half-written reply to a command with a note, keeping its text', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const entry = await interrupt(bench, 'command');

  await finishElsewhere(bench, entry);

  const [answer] = bench.fake.transcript.standing();
  expect(answer?.text).toBe(`Half an answer\n\n${NOTE}`);
  expect(bench.fake.transcript.standing()).toHaveLength(1);
});

test.concurrent('ends a half-written private reply for the asker alone', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const entry = await interrupt(bench, 'private command');

  await finishElsewhere(bench, entry);

  const [answer] = bench.fake.transcript.standing();
  expect(answer?.text).toBe(`Half an answer\n\n${NOTE}`);
  expect(answer?.onlyFor).toBeDefined();
});

test.concurrent('ends a half-written reply to a mention', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const entry = await interrupt(bench, 'mention');

  await finishElsewhere(bench, entry);

  const [answer] = bench.fake.transcript.standing();
  expect(answer?.text).toBe(`Half an answer\n\n${NOTE}`);
});

test.concurrent('ends the last of several messages', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  twin.generator.script = { ...SLOW, deltas: ['Sentence [1]. '.repeat(200), 'rest'] };
  fake.slash({ user: fake.person(), command: 'asktwin', options: { question: 'Where do you work?' } });
  const [, last] = await waitForMessages(fake, 2);
  const entry = await vi.waitUntil(
    async () => (await twin.state.journal.list()).find(({ shownText }) => shownText === last?.text),
    PATIENT,
  );

  await finishElsewhere(bench, entry);

  const [first, second] = fake.transcript.standing();
  expect(first?.text).not.toContain(NOTE);
  expect(second?.text.endsWith(`\n\n${NOTE}`)).toBe(true);
});

test.concurrent('ends a reply that showed nothing yet', async () => {
  await using bench = await createBench({ fake: ROOMY });
  bench.twin.generator.script = { deltas: ['late'], firstMs: 60_000 };
  bench.fake.slash({ user: bench.fake.person(), command: 'asktwin', options: { question: 'Where do you work?' } });

  await finishElsewhere(bench, await entryOf(bench));

  expect(bench.fake.transcript.standing().map(({ text }) => text)).toEqual([NOTE]);
});

test.concurrent('ends a mention that showed nothing yet', async () => {
  await using bench = await createBench({ fake: ROOMY });
  bench.twin.generator.script = { deltas: ['late'], firstMs: 60_000 };
  const question = bench.fake.mention({ user: bench.fake.person(), text: 'Where do you work?' });

  await finishElsewhere(bench, await entryOf(bench));

  const [note] = bench.fake.transcript.standing();
  expect(note?.text).toBe(NOTE);
  expect(note?.replyTo).toBe(question.id);
});

test.concurrent('goes by what stands there, when the journal had not heard of the last edit', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const entry = await interrupt(bench, 'command');

  await finishElsewhere(bench, { ...entry, shownText: 'Half' });

  const [answer] = bench.fake.transcript.standing();
  expect(answer?.text).toBe(`Half an answer\n\n${NOTE}`);
});

test.concurrent('leaves alone an answer that was whole', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const entry = await interrupt(bench, 'command');
  const [answer] = bench.fake.transcript.standing();
  const message = bench.fake.world.messages.get(answer?.id ?? '');
  if (message !== undefined) message.content = `The answer.\n\n-# AI twin of Maya Test · ${entry.turnId}`;

  await finishElsewhere(bench, entry);

  expect(bench.fake.transcript.standing()[0]?.text).not.toContain(NOTE);
});

test.concurrent('ends a reply once, however often it is asked to', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const entry = await interrupt(bench, 'mention');
  await finishElsewhere(bench, entry);

  await finishElsewhere(bench, entry);

  expect(bench.fake.transcript.standing().map(({ text }) => text)).toEqual([`Half an answer\n\n${NOTE}`]);
});

test.concurrent('ends a reply whose token has run out through the channel', async () => {
  const clock = createShiftedClock();
  const options: BenchOptions = {
    fake: { ...ROOMY, now: () => clock.now() },
    withCore: (core) => ({ ...core, clock }),
  };
  await using bench = await createBench(options);
  const entry = await interrupt(bench, 'command');
  clock.putForward(20 * 60_000);

  await finishElsewhere(bench, entry, options);

  expect(bench.fake.transcript.standing().map(({ text }) => text)).toEqual([`Half an answer\n\n${NOTE}`]);
});

test.concurrent('tries again when Discord fails on the note', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const entry = await interrupt(bench, 'command');
  bench.fake.faults.nextWith(
    'interrupted',
    'webhook.edit',
    { type: 'status', status: 503 },
    { type: 'reset', isDone: false },
  );

  await finishElsewhere(bench, entry);

  expect(bench.fake.transcript.standing()[0]?.text).toContain(NOTE);
});

test.concurrent('shows a known ending once, although nobody heard of the message that was sent for it', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const entry = await interrupt(bench, 'command');
  bench.fake.faults.next('webhook.create', { type: 'reset', isDone: true });

  await finishElsewhere(bench, { ...entry, ending: ['Half an answer', 'and the rest'] });

  const texts = bench.fake.transcript.standing().map(({ text }) => text);
  expect(texts).toEqual(['Half an answer ', 'and the rest']);
});

test.concurrent('an entry that is not its own is refused', async () => {
  await using bench = await createBench({ isStarted: false });
  const entry: JournalEntry = {
    turnId: toTurnId('12345678'),
    face: 'discord',
    user: toUserKey('discord', '1'),
    target: { kind: 'something else' },
    shownText: '',
    expiresAt: 0,
  };

  await expect(bench.adapter.finish(entry)).rejects.toThrow('Invalid');
});

/** Leaves an answer half written. */
async function interrupt(bench: DiscordBench, how: 'command' | 'private command' | 'mention'): Promise<JournalEntry> {
  const { fake, twin } = bench;
  const user = fake.person();
  const question = 'Where do you work?';
  twin.generator.script = SLOW;
  if (how === 'mention') fake.mention({ user, text: question });
  else fake.slash({ user, command: 'asktwin', options: { question, private: how === 'private command' } });
  await waitForMessages(fake, 1);
  return vi.waitUntil(async () => (await twin.state.journal.list()).find(({ shownText }) => shownText !== ''), PATIENT);
}

async function entryOf({ twin }: DiscordBench): Promise<JournalEntry> {
  return vi.waitUntil(async () => (await twin.state.journal.list())[0], PATIENT);
}

/** Another process: it has never connected to the Gateway. */
async function finishElsewhere({ fake }: DiscordBench, entry: JournalEntry, options: BenchOptions = {}): Promise<void> {
  await using later = await createBench({ ...options, joins: fake, isStarted: false });
  await later.adapter.finish(entry);
}
