import { expect, test, vi } from 'vitest';
import {
  createBench,
  PATIENT,
  ROOMY,
  waitForAnswer,
  waitForAnswers,
  waitForMessages,
} from '../fakes/discord/discord-bench.ts';
import { createHeldClock } from '../fakes/held-clock.ts';
import { modelDown } from '../fakes/scripted-generator.ts';

const QUESTION = { question: 'Where do you work?' };

test('answers /asktwin in the channel, with the sources and the label under the answer', async () => {
  await using bench = await createBench();
  const { fake } = bench;

  const interaction = fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  const [answer] = await waitForAnswer(fake);
  expect(answer?.text).toMatch(/^Scripted answer \[1\]\./);
  expect(answer?.text).toContain('-# Sources: [1]');
  expect(answer?.text).toMatch(/-# AI twin of Maya Test · \w{8}$/);
  expect(answer?.onlyFor).toBeUndefined();
  expect(answer?.id).toBe(interaction.originalId);
  expect(fake.count('interaction.ack')).toBe(1);
});

test('shows a private answer, all its messages, to the asker alone', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const user = fake.person();
  twin.generator.script = { deltas: ['A sentence of some length [1]. '.repeat(100)] };

  fake.slash({ user, command: 'asktwin', options: { ...QUESTION, private: true } });

  await waitForAnswer(fake);
  expect(fake.transcript.messages().length).toBeGreaterThan(1);
  expect(fake.transcript.messages().map(({ onlyFor }) => onlyFor)).toEqual(
    fake.transcript.messages().map(() => user.id),
  );
});

test('answers /asktwin in a DM', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  const user = fake.person();
  const { channelId } = fake.dm({ user, text: 'What are your skills?' });
  await waitForAnswer(fake, { channelId });
  const channel = fake.world.channels.get(channelId);

  fake.slash({ user, command: 'asktwin', options: QUESTION, ...(channel === undefined ? {} : { channel }) });

  const answers = await waitForAnswers(fake, 2, { channelId });
  expect(answers[1]?.text).toContain('Scripted answer');
  expect(twin.generator.prompts).toHaveLength(2);
});

test('acknowledges in time even when the limits take their time', async () => {
  await using bench = await createBench({ withCore: (core) => ({ ...core, answers: slowly(core.answers, 4000) }) });
  const { fake } = bench;

  const interaction = fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  await waitForAnswer(fake);
  expect((interaction.ackedAt ?? Infinity) - interaction.createdAt).toBeLessThan(3000);
});

test('acknowledges fifty commands at once while the model hangs', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  twin.generator.script = { deltas: ['late'], firstMs: 5000 };

  const all = Array.from({ length: 50 }, () =>
    fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION }),
  );

  await vi.waitUntil(() => all.every(({ ackedAt }) => ackedAt !== undefined), PATIENT);
  const slowest = Math.max(...all.map(({ ackedAt, createdAt }) => (ackedAt ?? Infinity) - createdAt));
  expect(slowest).toBeLessThan(3000);
});

test.each(['asktwin', 'twin'])('waits no half second for anything before it acknowledges /%s', async (command) => {
  const clock = createHeldClock();
  const hangs = (): Promise<never> => new Promise(() => undefined);
  await using bench = await createBench({
    withCore: (core) => ({
      ...core,
      clock,
      answers: { ...core.answers, ask: hangs },
      intake: { ...core.intake, take: hangs },
    }),
  });
  const { fake } = bench;
  const how = command === 'twin' ? { subcommand: 'about' } : { options: QUESTION };
  clock.hold();

  const interaction = fake.slash({ user: fake.person(), command, ...how });
  await vi.waitUntil(() => clock.sleeperCount > 0, PATIENT);
  await clock.advance(500);

  await expect.poll(() => interaction.ackedAt, PATIENT).toBeDefined();
});

test('refuses over the limit in private, without asking the model', async () => {
  await using bench = await createBench({ core: { maxQuestions: 1 } });
  const { fake, twin } = bench;
  const user = fake.person();
  fake.slash({ user, command: 'asktwin', options: QUESTION });
  await waitForAnswer(fake);

  fake.slash({ user, command: 'asktwin', options: QUESTION });

  const [refusal] = await waitForMessages(fake, 1, { onlyFor: user.id });
  expect(refusal?.text).toMatch(/come back in \d+ seconds/);
  expect(twin.generator.prompts).toHaveLength(1);
});

test('a refusal that comes late leaves nothing in the channel', async () => {
  await using bench = await createBench({
    core: { maxQuestions: 0 },
    withCore: (core) => ({ ...core, answers: slowly(core.answers, 700) }),
  });
  const { fake } = bench;
  const user = fake.person();

  fake.slash({ user, command: 'asktwin', options: QUESTION });

  const [refusal] = await waitForMessages(fake, 1, { onlyFor: user.id });
  expect(refusal?.text).toMatch(/come back/);
  expect(fake.transcript.standing()).toHaveLength(1);
});

test('quotes the files when the model is down', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  twin.generator.script = { deltas: [], failWith: modelDown() };

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  const [answer] = await waitForAnswer(fake);
  expect(answer?.text).toContain('language model is not available');
  expect(answer?.text).toContain('Acme Robotics');
});

test('answers a command once, however often it is delivered', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  const interaction = fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });
  fake.redeliver(interaction);
  await waitForAnswer(fake);

  fake.redeliver(interaction);
  fake.slash({ user: fake.person(), command: 'twin', subcommand: 'about' });

  await waitForMessages(fake, 2);
  expect(fake.transcript.messages()).toHaveLength(2);
  expect(twin.generator.prompts).toHaveLength(1);
  expect(interaction.refusedAckCount).toBe(0);
});

test('a process that loses the race for the acknowledgement stays quiet and pays nothing', async () => {
  await using bench = await createBench();
  await using other = await createBench({ joins: bench.fake });
  const { fake } = bench;

  const interaction = fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  await waitForAnswer(fake);
  await vi.waitUntil(() => interaction.refusedAckCount === 1, PATIENT);
  expect(fake.transcript.messages()).toHaveLength(1);
  expect(bench.twin.generator.prompts.length + other.twin.generator.prompts.length).toBe(1);
});

test.each([
  { fault: { type: 'status', status: 500 } },
  { fault: { type: 'reset', isDone: false } },
  { fault: { type: 'reset', isDone: true } },
  { fault: { type: 'rateLimited', retryAfterMs: 300 } },
] as const)('an acknowledgement that meets $fault is tried again', async ({ fault }) => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  fake.faults.next('interaction.ack', fault);

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  const [answer] = await waitForAnswer(fake);
  expect(answer?.text).toContain('Scripted answer');
  expect(twin.generator.prompts).toHaveLength(1);
});

test.each([{ private: true }, { private: false }])(
  'an acknowledgement that Discord took, and did not say so until it was too late, is answered once (%o)',
  async (options) => {
    await using bench = await createBench();
    const { fake, twin } = bench;
    const isSlow = { type: 'delay', ms: 5000 } as const;
    fake.faults.next('interaction.ack', { type: 'reset', isDone: true }, isSlow, isSlow);

    fake.slash({ user: fake.person(), command: 'asktwin', options: { ...QUESTION, ...options } });

    const standing = await waitForAnswer(fake);
    expect(standing.map(({ text }) => text)).toEqual([expect.stringContaining('Scripted answer [1].')]);
    expect(twin.generator.prompts).toHaveLength(1);
  },
);

test('tells a person calmly, with an id to quote, when something breaks', async () => {
  await using bench = await createBench({
    withCore: (core) => ({ ...core, answers: { ask: () => Promise.reject(new Error('secret detail')) } }),
  });
  const { fake, twin } = bench;
  const user = fake.person();

  fake.slash({ user, command: 'asktwin', options: QUESTION });

  const [told] = await waitForMessages(fake, 1, { onlyFor: user.id });
  expect(told?.text).toMatch(/^Something went wrong on my side\. .* quote `\w{8}`\.$/);
  expect(twin.logger.of('discord.question_failed')).toHaveLength(1);
});

test('what had been written stays when something breaks in the middle', async () => {
  await using bench = await createBench({
    withCore: (core) => ({
      ...core,
      delivery: {
        async deliver(_answer, { transport }) {
          await transport.show(0, 'Half an answer', { isLast: false, signal: AbortSignal.timeout(120_000) });
          throw new Error('secret detail');
        },
      },
    }),
  });
  const { fake } = bench;
  const user = fake.person();

  fake.slash({ user, command: 'asktwin', options: QUESTION });

  const [told] = await waitForMessages(fake, 1, { onlyFor: user.id });
  expect(told?.text).toContain('Something went wrong');
  expect(fake.transcript.standing().map(({ text }) => text)).toContain('Half an answer');
});

test('while the process ends, says in private when to come back', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  const user = fake.person();
  await twin.core.tasks.drain({ graceMs: 0, abortMs: 0 });

  fake.slash({ user, command: 'asktwin', options: QUESTION });

  const [told] = await waitForMessages(fake, 1, { onlyFor: user.id });
  expect(told?.text).toContain('restarted');
  expect(twin.generator.prompts).toHaveLength(0);
});

test('shows what would ping people as plain letters', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  twin.generator.script = { deltas: ['Hi <@', '12345678901234567> and @every', 'one [1]'] };

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  const [answer] = await waitForAnswer(fake);
  expect(answer?.text).not.toMatch(/<@\d|@everyone/);
  expect(answer?.text.replaceAll('\u200B', '')).toContain('Hi <@12345678901234567> and @everyone');
});

function slowly<T extends { ask(...parts: never[]): Promise<unknown> }>(answers: T, ms: number): T {
  return {
    ...answers,
    async ask(...parts: Parameters<T['ask']>) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return answers.ask(...parts);
    },
  };
}
