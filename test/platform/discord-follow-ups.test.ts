import { expect, test, vi } from 'vitest';
import { createBench, createShiftedClock, PATIENT, ROOMY, waitForAnswer } from '../fakes/discord/discord-bench.ts';
import { toDeltas } from '../fakes/scripted-generator.ts';
import type { BenchOptions, DiscordBench } from '../fakes/discord/discord-bench.ts';
import type { Fault } from '../fakes/discord/scripted-faults.ts';
import type { FakeChannel } from '../fakes/discord/world.ts';
import type { MessageTranscript } from '../fakes/discord/transcript.ts';

const KINDS = ['small', 'big', 'old', 'new', 'red', 'blue', 'green', 'grey', 'fast', 'slow'];
const THINGS = ['box', 'shelf', 'door', 'wheel', 'lamp', 'belt'];
/** Takes two messages; no two sentences of it are alike, and none holds what the files would have to prove. */
const TEXT = KINDS.flatMap((kind) => THINGS.map((thing) => `The ${kind} robot moves the ${kind} ${thing} away.`)).join(
  ' ',
);
/** What stands where nobody could look whether a message had arrived. */
const OPENING = '-# …';

const FAULTS: readonly { readonly name: string; readonly fault: Fault }[] = [
  { name: 'a 429', fault: { type: 'rateLimited', retryAfterMs: 300 } },
  { name: 'a 503', fault: { type: 'status', status: 503 } },
  { name: 'a reset before it took effect', fault: { type: 'reset', isDone: false } },
  { name: 'a reset after it took effect', fault: { type: 'reset', isDone: true } },
];

test.concurrent.each(FAULTS)(
  'a follow-up that meets $name stands there once, and the answer is whole',
  async ({ fault }) => {
    await using bench = await createLongBench();
    const { fake } = bench;
    fake.faults.next('webhook.create', fault);

    ask(bench);

    const messages = await waitForAnswer(fake);
    await vi.waitUntil(() => bench.twin.core.tasks.size === 0, PATIENT);
    expect(toWords(messages)).toBe(toWords([{ text: TEXT }]));
    expect(fake.transcript.messages()).toHaveLength(messages.length);
  },
);

test.concurrent('a follow-up that arrives long after it was given up is taken away', async () => {
  await using bench = await createLongBench();
  const { fake } = bench;
  fake.faults.next('webhook.create', { type: 'reset', isDone: false, isLate: true });

  ask(bench, { intervalMs: 40 });

  await waitForAnswer(fake);
  await vi.waitUntil(() => bench.twin.core.tasks.size === 0, PATIENT);
  expect(toWords(fake.transcript.standing())).toBe(toWords([{ text: TEXT }]));
  expect(fake.transcript.messages().filter(({ isDeleted }) => isDeleted)).toHaveLength(1);
});

test.concurrent.each(FAULTS)(
  'a private follow-up that meets $name repeats no word of the answer',
  async ({ fault }) => {
    await using bench = await createLongBench();
    const { fake } = bench;
    fake.faults.next('webhook.create', fault);

    ask(bench, { isPrivate: true });

    const messages = await waitForAnswer(fake);
    const texts = messages.filter(({ text }) => text !== OPENING);
    expect(toWords(texts)).toBe(toWords([{ text: TEXT }]));
    expect(messages.length - texts.length).toBe(fault.type === 'reset' && fault.isDone ? 1 : 0);
  },
);

test.concurrent('where the bot may not read what stands there, a lost follow-up repeats no word either', async () => {
  await using bench = await createLongBench();
  const { fake } = bench;
  const channel = fake.channel();
  channel.hidesHistory = true;
  fake.faults.next('webhook.create', { type: 'reset', isDone: true });

  ask(bench, { channel });

  const texts = (await waitForAnswer(fake)).filter(({ text }) => text !== OPENING);
  expect(toWords(texts)).toBe(toWords([{ text: TEXT }]));
});

test.concurrent('private follow-ups meet no limit, although each takes two calls', async () => {
  await using bench = await createLongBench({ fake: {} });
  const { fake } = bench;

  ask(bench, { isPrivate: true });

  await waitForAnswer(fake);
  expect(fake.rateLimitedCount).toBe(0);
});

test.concurrent('a follow-up that was lost before the token of its command ended is found in the channel', async () => {
  const clock = createShiftedClock();
  await using bench = await createLongBench({
    fake: { ...ROOMY, now: () => clock.now() },
    withCore: (core) => ({ ...core, clock }),
  });
  const { fake } = bench;
  fake.faults.next('webhook.create', { type: 'reset', isDone: true });
  ask(bench, { intervalMs: 15 });
  await vi.waitUntil(() => fake.count('webhook.create') === 1, PATIENT);

  clock.putForward(16 * 60_000);

  const messages = await waitForAnswer(fake);
  expect(toWords(messages)).toBe(toWords([{ text: TEXT }]));
  expect(fake.count('webhook.create')).toBe(1);
});

function createLongBench(options: BenchOptions = { fake: ROOMY }): Promise<DiscordBench> {
  return createBench(options);
}

interface Asked {
  readonly intervalMs?: number;
  readonly isPrivate?: boolean;
  readonly channel?: FakeChannel;
}

function ask({ fake, twin }: DiscordBench, { intervalMs = 4, isPrivate = false, channel }: Asked = {}): void {
  twin.generator.script = { deltas: toDeltas(TEXT, 30), intervalMs };
  fake.slash({
    user: fake.person(),
    command: 'asktwin',
    options: { question: 'Where do you work?', private: isPrivate },
    ...(channel === undefined ? {} : { channel }),
  });
}

/** What the messages say together, without the footer; the spaces at their ends are Discord's. */
function toWords(messages: readonly Pick<MessageTranscript, 'text'>[]): string {
  return messages
    .map(({ text }) => text.split('\n\n-# ')[0] ?? '')
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
