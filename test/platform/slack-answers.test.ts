import { expect, test } from 'vitest';
import { createSlackBench, type SlackBench } from '../fakes/slack/slack-bench.ts';
import { lastText } from '../fakes/slack/workspace.ts';
import { toDeltas } from '../fakes/scripted-generator.ts';

const CHANNEL = 'C0GENERAL';
const QUESTION = 'Where does Maya work?';
const PLAIN_ANSWER = 'Maya leads the engineering at Acme Robotics [1].';

test('a mention is answered in its thread, growing while it is written', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  const answer = `${PLAIN_ANSWER} `.repeat(12).trim();
  bench.test.generator.script = { deltas: toDeltas(answer, 15), intervalMs: 100 };

  const { ts } = await fake.mention({ text: QUESTION });
  await answered(bench, CHANNEL, ts);

  const [message] = fake.botMessages(CHANNEL, ts);
  expect(message?.frames.length).toBeGreaterThanOrEqual(3);
  expect(message?.state).toBe('complete');
  expect(fake.shownIn(CHANNEL, ts)).toContain(answer);
  expect(fake.workspace.statuses[0]?.text).toContain('is reading the files');
  expectQuiet(bench);
});

test.concurrent('text only ever grows while it is streamed', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  const answer = '**Bold**, *italic*, `code` and [a link](https://acme.example) [1]. '.repeat(8).trim();
  bench.test.generator.script = { deltas: toDeltas(answer, 3), intervalMs: 15 };

  const { ts } = await fake.mention({ text: QUESTION });
  await answered(bench, CHANNEL, ts);

  const frames = fake.botMessages(CHANNEL, ts).flatMap((message) => message.frames.map(({ text }) => text));
  expect(frames.every((text, at) => text.startsWith(frames[at - 1] ?? ''))).toBe(true);
  expectQuiet(bench);
});

test('a direct message is answered in its thread', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  const { ts } = await fake.dm({ text: QUESTION });
  await answered(bench, 'D0MAYA', ts);

  expect(fake.shownIn('D0MAYA', ts)).toContain('Scripted answer [1].');
  expectQuiet(bench);
});

test.concurrent('all direct messages of a person are one conversation', async () => {
  await using bench = await createSlackBench();
  await bench.fake.dm({ text: QUESTION });
  await bench.idle();

  await bench.fake.dm({ text: 'And what are the skills there?' });
  await bench.idle();

  expect(JSON.stringify(bench.test.generator.prompts.at(-1)?.messages)).toContain('Scripted answer');
});

test.concurrent('what was said in a thread is known to the next question there', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  const { ts } = await fake.mention({ text: QUESTION });
  await answered(bench, CHANNEL, ts);

  await fake.mention({ text: 'And what are the skills there?', threadTs: ts });
  await bench.idle();

  const history = JSON.stringify(bench.test.generator.prompts.at(-1)?.messages);
  expect(history).toContain('Scripted answer');
  expect(fake.botMessages(CHANNEL, ts)).toHaveLength(2);
  expectQuiet(bench);
});

test.concurrent('what was said in one thread is not known in another', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  bench.test.generator.script = { deltas: ['A telling phrase [1].'] };
  const { ts } = await fake.mention({ text: QUESTION });
  await answered(bench, CHANNEL, ts);

  await fake.mention({ text: 'What are the skills?' });
  await bench.idle();

  expect(JSON.stringify(bench.test.generator.prompts.at(-1)?.messages)).not.toContain('telling phrase');
});

test.concurrent.each([
  ['streamed', []],
  ['edited', ['chat.startStream']],
])('a 9,000 character answer is shown whole when it is %s', async (_, refused) => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  for (const method of refused) fake.fail(method, { kind: 'error', code: 'channel_type_not_supported' }, { times: 99 });
  const answer = longMarkdown(9_000);
  bench.test.generator.script = { deltas: toDeltas(answer, 40), intervalMs: 2 };

  const { ts } = await fake.mention({ text: QUESTION });
  await answered(bench, CHANNEL, ts);
  await bench.idle();

  const messages = fake.botMessages(CHANNEL, ts);
  expect(words(messages.map(lastText).join('\n'))).toContain(words(withListedTables(answer)));
  expect(messages.length).toBeGreaterThanOrEqual(3);
  expect(messages.filter(({ state }) => state === 'streaming')).toEqual([]);
  expect(messages.every((message) => (lastText(message).match(/^```/gm) ?? []).length % 2 === 0)).toBe(true);
  expectQuiet(bench);
});

test.concurrent.each([1, 2, 3, 5, 7])(
  'a model that tries to notify people notifies nobody when its text comes %d characters at a time',
  async (chars) => {
    await using bench = await createSlackBench();
    const hostile =
      'Hi <!channel> and <@U0BOSS> in <#C0SECRET|x>, <!subteam^S1|team> <!here|here> <!date^1^{date}|d> [1]. <';
    bench.test.generator.script = { deltas: toDeltas(hostile, chars), intervalMs: 20 };

    const { ts } = await bench.fake.mention({ text: QUESTION });
    await answered(bench, CHANNEL, ts);
    await bench.idle();

    expect(bench.fake.shownIn(CHANNEL, ts)).toContain('&lt;!channel>');
    expectQuiet(bench);
  },
);

test('an answer stands under a message of its own where Slack has no status line', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  fake.fail('assistant.threads.setStatus', { kind: 'error', code: 'missing_scope' });
  bench.test.generator.script = { deltas: [PLAIN_ANSWER], firstMs: 300 };

  const { ts } = await fake.mention({ text: QUESTION });
  await answered(bench, CHANNEL, ts);

  const [message, ...others] = fake.botMessages(CHANNEL, ts);
  expect(message?.frames[0]?.text).toContain('Reading the files');
  expect(fake.shownIn(CHANNEL, ts)).toContain(PLAIN_ANSWER);
  expect(fake.shownIn(CHANNEL, ts)).not.toContain('Reading the files');
  expect(others).toEqual([]);
  expectQuiet(bench);
});

test('forty questions at once are all answered inside the limits of Slack', { timeout: 180_000 }, async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  await Promise.all(
    Array.from({ length: 40 }, (_, at) => fake.mention({ text: QUESTION, channel: `C0ROOM${at % 8}` })),
  );
  await bench.idle();

  const shown = fake.workspace.messages.filter(({ author }) => author === fake.workspace.botUserId).map(lastText);
  expect(shown.filter((text) => text.includes('Scripted answer [1].'))).toHaveLength(40);
  expect(fake.calls.filter(({ method }) => method === 'chat.startStream').length).toBeLessThanOrEqual(20);
  expectQuiet(bench);
});

async function answered({ fake }: SlackBench, channel: string, ts: string): Promise<void> {
  await fake.workspace.waitFor(() => fake.shownIn(channel, ts).includes('AI twin of'), 'the footer');
}

function expectQuiet({ fake }: SlackBench): void {
  expect(fake.rateLimited).toEqual([]);
  expect(fake.pings).toEqual([]);
  expect(fake.problems).toEqual([]);
}

/** Prose, lists, tables, emoji and fences, to a given length. */
function longMarkdown(length: number): string {
  const part = (at: number): string =>
    [
      `## Part ${at}`,
      `Some **bold** prose with 👩‍🔬 and naïve café number ${at}, which rests on a passage [1].`,
      `| name | value |\n| --- | --- |\n| row | ${at} |`,
      `\`\`\`ts\nconst part = ${at};\nconsole.log(part);\n\`\`\``,
    ].join('\n\n');
  let text = '';
  for (let at = 0; text.length < length; at += 1) text += `${part(at)}\n\n`;
  return text.trim();
}

/** Slack shows no tables in Markdown text: their rows are items of a list. */
function withListedTables(text: string): string {
  return text.replaceAll(/\| name \| value \|\n.*\n\| row \| (\d+) \|/g, '- **name:** row · **value:** $1');
}

/** Only what survives closing and opening fences and cutting at white space. */
function words(text: string): string {
  return text.replaceAll(/```(?:ts)?/g, '').replaceAll(/\s+/g, ' ');
}
