import { expect, test, vi } from 'vitest';
import {
  createBench,
  createShiftedClock,
  PATIENT,
  ROOMY,
  waitForAnswer,
  waitForAnswers,
  waitForMessages,
} from '../fakes/discord/discord-bench.ts';
import { toDeltas } from '../fakes/scripted-generator.ts';
import type { MessageTranscript } from '../fakes/discord/transcript.ts';

const QUESTION = { question: 'Where do you work?' };
const SENTENCE = 'Maya leads the engineers of Acme Robotics [1] and builds robots for warehouses with them. ';

test.concurrent('an answer of four seconds grows in steps, never goes backwards and never meets a 429', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  twin.generator.script = { deltas: toDeltas(SENTENCE.repeat(4), 9), intervalMs: 100 };

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  const [answer] = await waitForAnswer(fake);
  const shown = toShown(answer);
  expect(shown.length).toBeGreaterThanOrEqual(3);
  expect(shown.slice(1).every((text, at) => text.startsWith(shown[at] ?? ''))).toBe(true);
  expect(fake.rateLimitedCount).toBe(0);
});

test.concurrent('the end of an answer does not wait for the bucket', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  twin.generator.script = { deltas: toDeltas(SENTENCE.repeat(4), 9), intervalMs: 100 };

  const { createdAt } = fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  const [answer] = await waitForAnswer(fake);
  const writtenAt = createdAt + Number(twin.logger.of('answer.completed')[0]?.fields['totalMs']);
  expect((answer?.frames.at(-1)?.at ?? Infinity) - writtenAt).toBeLessThan(3000);
});

test.concurrent('three answers at once in one channel share its bucket and all arrive whole', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  twin.generator.script = { deltas: toDeltas(SENTENCE, 9), intervalMs: 150 };

  for (let asked = 0; asked < 3; asked += 1) fake.mention({ user: fake.person(), text: 'Where do you work?' });

  const answers = await waitForAnswers(fake, 3);

  expect(answers.filter(({ text }) => text.includes(SENTENCE.trim()))).toHaveLength(3);
});

test.concurrent('shows the whole of a long answer over several messages, fences closed and opened again', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  const text = toLongAnswer();
  twin.generator.script = { deltas: toDeltas(text, 40) };

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  const messages = await waitForAnswer(fake);
  const shown = messages.map((message) => message.text);
  const joined = shown.join('\n');
  expect(text.length).toBeGreaterThan(9000);
  expect(shown.length).toBeGreaterThanOrEqual(5);
  expect(shown.filter((one) => (one.match(/^```/gm) ?? []).length % 2 !== 0)).toEqual([]);
  const rows = new Set(joined.split('\n').map(toCells));
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('| ---'));
  expect(lines.filter((line) => !joined.includes(line.trim()) && !rows.has(toCells(line)))).toEqual([]);
});

test.concurrent.each([
  { fault: { type: 'rateLimited', retryAfterMs: 400 } },
  { fault: { type: 'status', status: 500 } },
  { fault: { type: 'reset', isDone: false } },
  { fault: { type: 'reset', isDone: true } },
] as const)('the last edit is tried again after $fault', async ({ fault }) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  fake.faults.nextWith('AI twin of', 'webhook.edit', fault, fault);

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  const answers = await waitForAnswer(fake);
  await vi.waitUntil(() => bench.twin.logger.of('delivery.completed').length === 1, PATIENT);
  expect(answers[0]?.text).toMatch(/^Scripted answer \[1\]\.[^]*AI twin of/);
  expect(fake.transcript.messages()).toHaveLength(1);
});

test.concurrent.each([{ fault: { type: 'status', status: 502 } }, { fault: { type: 'reset', isDone: true } }] as const)(
  'a reply to a mention that meets $fault is sent once',
  async ({ fault }) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake } = bench;
    fake.faults.next('channel.create', fault);

    fake.mention({ user: fake.person(), text: 'Where do you work?' });

    const answers = await waitForAnswer(fake);
    expect(answers.map(({ text }) => text)).toEqual([expect.stringMatching(/^Scripted answer \[1\]\.[^]*AI twin of/)]);
    expect(fake.transcript.messages()).toHaveLength(1);
  },
);

test.concurrent('an answer that outlives its token goes on in the channel', async () => {
  const clock = createShiftedClock();
  await using bench = await createBench({
    fake: { ...ROOMY, now: () => clock.now() },
    withCore: (core) => ({ ...core, clock }),
  });
  const { fake, twin } = bench;
  twin.generator.script = { deltas: ['The beginning. ', 'The end [1].'], intervalMs: 1500 };
  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });
  await waitForMessages(fake, 1);

  clock.putForward(16 * 60_000);

  const answers = await waitForAnswer(fake);
  expect(answers).toHaveLength(1);
  expect(answers[0]?.text).toContain('The beginning. The end [1].');
  expect(fake.count('channel.edit', 200)).toBeGreaterThan(0);
});

test.concurrent('a private answer that outlives its token goes on in a DM', async () => {
  const clock = createShiftedClock();
  await using bench = await createBench({
    fake: { ...ROOMY, now: () => clock.now() },
    withCore: (core) => ({ ...core, clock }),
  });
  const { fake, twin } = bench;
  const user = fake.person();
  twin.generator.script = { deltas: ['The beginning. ', 'The end [1].'], intervalMs: 1500 };
  fake.slash({ user, command: 'asktwin', options: { ...QUESTION, private: true } });
  await waitForMessages(fake, 1);

  clock.putForward(16 * 60_000);

  const answers = await waitForAnswer(fake);
  const dm = [...fake.world.channels.values()].find(({ recipientId }) => recipientId === user.id);
  expect(answers.filter(({ channelId }) => channelId === dm?.id).map(({ text }) => text)).toEqual([
    expect.stringContaining('so I answer here'),
    expect.stringContaining('The beginning. The end [1].'),
  ]);
  expect(answers.filter(({ channelId, onlyFor }) => channelId === fake.home.id && onlyFor === undefined)).toEqual([]);
});

test.concurrent('a token that Discord takes back early ends nothing', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  fake.faults.nextWith('AI twin of', 'webhook.edit', { type: 'status', status: 401, code: 50027 });

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  // The deferred reply cannot be written any more, so the answer stands below it.
  const standing = await waitForAnswer(fake);
  expect(standing.at(-1)?.text).toContain('Scripted answer [1].');
});

test.concurrent('an answer whose message a moderator deletes ends, and the asker is told in a DM', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  twin.generator.script = { deltas: toDeltas(SENTENCE, 5), intervalMs: 100 };
  const user = fake.person();
  fake.mention({ user, text: 'Where do you work?' });
  const [answer] = await waitForMessages(fake, 1);

  fake.world.messages.delete(answer?.id ?? '');

  await vi.waitUntil(() => twin.logger.of('delivery.completed').length === 1, PATIENT);
  const [, told, ...others] = fake.transcript.messages();
  expect(fake.world.channels.get(told?.channelId ?? '')?.recipientId).toBe(user.id);
  expect(told?.text).toMatch(/^My answer was deleted while I wrote it, so I stopped\./);
  expect(others).toEqual([]);
  expect(twin.logger.of('answer.completed')[0]?.fields).toMatchObject({ outcome: 'stopped' });
});

/** The words without the footer and without what only closes half-written Markdown. */
function toShown(answer: MessageTranscript | undefined): readonly string[] {
  const texts = answer?.frames.filter(({ kind }) => kind === 'shown').map(({ text }) => text) ?? [];
  return texts.map((text) => (text.split('\n\n-# ')[0] ?? '').trimEnd());
}

/** A row of a table, whether its columns are aligned or not. */
function toCells(line: string): string {
  const cells = line.replace(/^\||\|$/g, '').split('|');
  return cells.map((cell) => cell.trim()).join('|');
}

function toLongAnswer(): string {
  const prose = Array.from({ length: 30 }, (_none, at) => `Paragraph ${at} 👩‍👩‍👧‍👦🏳️‍🌈: ${SENTENCE.repeat(2).trim()}`);
  const code = Array.from(
    { length: 60 },
    (_none, at) => `const robot${at} = build({ wheels: ${at}, name: 'R${at}' });`,
  );
  const rows = Array.from({ length: 12 }, (_none, at) => `| robot ${at} | ${at * 7} kg | é ü 漢字 ${at} |`);
  const table = ['| name | mass | note |', '| --- | --- | --- |', ...rows];
  return [...prose.slice(0, 15), '```ts', ...code, '```', ...table, '', ...prose.slice(15)]
    .join('\n\n')
    .replaceAll('\n\n|', '\n|');
}
