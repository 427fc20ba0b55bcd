import { expect, test, vi } from 'vitest';
import { createBench, PATIENT, ROOMY, waitForAnswer } from '../fakes/discord/discord-bench.ts';
import type { Fault } from '../fakes/discord/scripted-faults.ts';

const QUESTION = { question: 'Where do you work?' };

/** What passes by itself. */
const FAULTS: readonly { readonly name: string; readonly fault: Fault }[] = [
  { name: 'a 429 of its bucket', fault: { type: 'rateLimited', retryAfterMs: 300, scope: 'user' } },
  { name: 'a 429 over everything', fault: { type: 'rateLimited', retryAfterMs: 300, scope: 'global' } },
  { name: 'a 429 that is shared with others', fault: { type: 'rateLimited', retryAfterMs: 300, scope: 'shared' } },
  { name: '20028 the limit of the channel', fault: { type: 'status', status: 400, code: 20028 } },
  { name: '20029 the limit of the server', fault: { type: 'status', status: 400, code: 20029 } },
  { name: '40004 sending is switched off for a while', fault: { type: 'status', status: 403, code: 40004 } },
  { name: '40062 a limit of the service', fault: { type: 'status', status: 400, code: 40062 } },
  { name: '130000 too much to do', fault: { type: 'status', status: 400, code: 130000 } },
  { name: 'a 500', fault: { type: 'status', status: 500 } },
  { name: 'a 503', fault: { type: 'status', status: 503 } },
  { name: 'a page with 403 of the network in front', fault: { type: 'page', status: 403 } },
  { name: 'a page with 502 of the network in front', fault: { type: 'page', status: 502 } },
  { name: '1015, a page with 429 of the network in front', fault: { type: 'page', status: 429, retryAfterMs: 300 } },
  { name: 'a page with 429 that says no time', fault: { type: 'page', status: 429 } },
  { name: 'a connection that breaks off before', fault: { type: 'reset', isDone: false } },
  { name: 'a connection that breaks off after', fault: { type: 'reset', isDone: true } },
];

/** One of each kind. */
const QUICK = FAULTS.filter(({ name }) => /^a 429 of|^20028|^a 500|with 403|before$/.test(name));

test.concurrent.each(FAULTS)('a mention whose first message meets $name is answered whole, once', async ({ fault }) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  fake.faults.next('channel.create', fault);

  fake.mention({ user: fake.person(), text: QUESTION.question });

  expect(await textsOf(bench)).toEqual([expect.stringMatching(/^Scripted answer \[1\]\.\n\n-# /)]);
});

test.concurrent.each(FAULTS)('a mention whose last edit meets $name is answered whole, once', async ({ fault }) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  twin.generator.script = { deltas: ['The beginning. ', 'The end [1].'], intervalMs: 400 };
  fake.faults.nextWith('AI twin of', 'channel.edit', fault, fault);

  fake.mention({ user: fake.person(), text: QUESTION.question });

  expect(await textsOf(bench)).toEqual([expect.stringMatching(/^The beginning\. The end \[1\]\.\n\n-# /)]);
});

test.concurrent.each(FAULTS)('a command whose last edit meets $name is answered whole, once', async ({ fault }) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  fake.faults.nextWith('AI twin of', 'webhook.edit', fault, fault);

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  expect(await textsOf(bench)).toEqual([expect.stringMatching(/^Scripted answer \[1\]\.\n\n-# /)]);
});

test.concurrent.each(QUICK)(
  'a command whose acknowledgement meets $name is answered whole, once',
  async ({ fault }) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake, twin } = bench;
    fake.faults.next('interaction.ack', fault);

    fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

    expect(await textsOf(bench)).toEqual([expect.stringMatching(/^Scripted answer \[1\]\.\n\n-# /)]);
    expect(twin.generator.prompts).toHaveLength(1);
  },
);

test.concurrent.each(QUICK)('a long answer whose follow-up meets $name goes on whole, once', async ({ fault }) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  twin.generator.script = { deltas: [`${'A sentence of some length [1]. '.repeat(70)}The end.`] };
  fake.faults.next('webhook.create', fault);

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  const texts = await textsOf(bench);
  expect(texts).toHaveLength(2);
  expect(texts.join('').match(/A sentence of some length/g)).toHaveLength(70);
});

test.concurrent('a first message that Discord keeps waiting is sent once', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  fake.faults.next('channel.create', { type: 'delay', ms: 11_000 });

  fake.mention({ user: fake.person(), text: QUESTION.question });

  expect(await textsOf(bench)).toEqual([expect.stringMatching(/^Scripted answer \[1\]\.\n\n-# /)]);
});

/** What stands when everything has come to rest. */
async function textsOf({ fake, twin }: Awaited<ReturnType<typeof createBench>>): Promise<readonly string[]> {
  await waitForAnswer(fake);
  await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);
  return fake.transcript.standing().map(({ text }) => text);
}
