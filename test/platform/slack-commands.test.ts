import { expect, test } from 'vitest';
import { createSlackBench, type SlackBench } from '../fakes/slack/slack-bench.ts';
import { lastText } from '../fakes/slack/workspace.ts';
import { toDeltas } from '../fakes/scripted-generator.ts';

const CHANNEL = 'C0GENERAL';
const QUESTION = 'Where does *Maya* work, <!channel>?';

test('/asktwin restates the question in the channel and answers in its thread', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  await fake.slash('/asktwin', { text: QUESTION });
  await bench.idle();

  const [question, answer] = fake.botMessages(CHANNEL);
  expect(question?.threadTs).toBeUndefined();
  expect(fake.shownIn(CHANNEL)).toContain('**maya** asked: Where does Maya work, @channel?');
  expect(answer?.threadTs).toBe(question?.ts);
  expect(fake.shownIn(CHANNEL, question?.ts)).toContain('Scripted answer [1].');
  expect(fake.pings).toEqual([]);
  expect(fake.problems).toEqual([]);
});

test('a follow-up in the thread of a command knows the command', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  await fake.slash('/asktwin', { text: 'Where does Maya work?' });
  await bench.idle();
  const [question] = fake.botMessages(CHANNEL);

  await fake.mention({ text: 'And what are the skills there?', threadTs: question?.ts ?? '' });
  await bench.idle();

  expect(JSON.stringify(bench.test.generator.prompts.at(-1)?.messages)).toContain('Scripted answer');
});

test('/asktwin answers the asker alone where the twin is not in the channel', async () => {
  await using bench = await createSlackBench({
    slack: {},
    prepare: (fake) => fake.workspace.foreignChannels.add('C0AWAY'),
  });
  const { fake } = bench;
  bench.test.generator.script = { deltas: toDeltas('A word and another. '.repeat(900), 60) };

  await fake.slash('/asktwin', { text: 'Where does Maya work?', channel: 'C0AWAY' });
  await bench.idle();

  expect(fake.botMessages('C0AWAY')).toEqual([]);
  expect(fake.workspace.privateMessages.every(({ user }) => user === 'U0MAYA')).toBe(true);
  expect(
    privately(bench)
      .join(' ')
      .match(/A word and another\./g),
  ).toHaveLength(900);
  expect(privately(bench).join(' ')).not.toContain('Reading the files');
  expect(fake.problems).toEqual([]);
});

test('a command that comes twice is answered once', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  const { eventId } = await fake.slash('/asktwin', { text: 'Where does Maya work?' });
  await fake.redeliver(eventId);
  await bench.idle();

  expect(bench.test.generator.prompts).toHaveLength(1);
  expect(fake.botMessages(CHANNEL)).toHaveLength(2);
});

test('/asktwin over the limit is refused to the asker alone', async () => {
  await using bench = await createSlackBench({ maxQuestions: 1 });
  const { fake } = bench;
  await fake.mention({ text: 'Where does Maya work?' });
  await bench.idle();

  await fake.slash('/asktwin', { text: 'Where does Maya work?' });
  await bench.idle();

  expect(privately(bench)).toEqual([expect.stringMatching(/come back in/)]);
  expect(fake.botMessages(CHANNEL)).toHaveLength(1);
  expect(fake.problems).toEqual([]);
});

test.each([
  ['about', /AI twin of Maya Test/],
  ['quota', /questions left/],
  ['forget', /I keep nothing about you/],
  ['', /\/twin about/],
  ['dance', /\/twin about/],
  ['constructor', /\/twin about/],
])('/twin %s tells the asker alone', async (text, expected) => {
  await using bench = await createSlackBench();

  await bench.fake.slash('/twin', { text });
  await bench.idle();

  expect(privately(bench)).toEqual([expect.stringMatching(expected)]);
  expect(bench.fake.workspace.messages).toEqual([]);
  expect(bench.fake.problems).toEqual([]);
});

test('/twin forget deletes what was said', async () => {
  await using bench = await createSlackBench();
  await bench.fake.mention({ text: 'Where does Maya work?' });
  await bench.idle();

  await bench.fake.slash('/twin', { text: 'forget' });
  await bench.idle();

  expect(privately(bench)).toEqual([expect.stringContaining('1 question with my answer')]);
});

test('/reingest by anybody else is refused to that person alone and audited', async () => {
  await using bench = await createSlackBench({ admins: ['slack:U0BOSS', 'discord:U0MAYA'] });

  await bench.fake.slash('/reingest', { text: '' });
  await bench.idle();

  expect(privately(bench)).toEqual([expect.stringContaining('Only the twin’s owner')]);
  expect(bench.test.logger.of('reingest.refused')).toHaveLength(1);
  expect(bench.test.logger.of('reingest.requested')).toEqual([]);
});

test('/reingest brings the twin up to date and reports to the admin alone', async () => {
  await using bench = await createSlackBench({ admins: ['slack:U0MAYA'] });
  await bench.test.write('hobbies.md', '# Hobbies\n\nMaya restores old sailing boats in Cascais.\n');

  await bench.fake.slash('/reingest', { text: '' });
  await bench.idle();

  expect(privately(bench)).toHaveLength(1);
  expect(privately(bench)[0]).toMatch(/\*\*Re-ingested\*\*[^]*1 added/);
  expect(bench.fake.workspace.messages).toEqual([]);
  expect(bench.fake.problems).toEqual([]);
});

test('/reingest dry-run says what it would bring', async () => {
  await using bench = await createSlackBench({ admins: ['slack:U0MAYA'] });
  await bench.test.write('hobbies.md', '# Hobbies\n\nMaya restores old sailing boats in Cascais.\n');

  await bench.fake.slash('/reingest', { text: 'dry-run' });
  await bench.idle();

  expect(privately(bench)[0]).toMatch(/\*\*Dry run\*\*[^]*1 added/);
});

test.each(['rollback', '--rollback', 'ROLLBACK'])(
  '/reingest %s goes back to the version before, audited',
  async (text) => {
    await using bench = await createSlackBench({ admins: ['slack:U0MAYA'] });
    await bench.test.write('hobbies.md', '# Hobbies\n\nMaya restores old sailing boats in Cascais.\n');
    await bench.test.ingest.ingest({ isDryRun: false, signal: AbortSignal.timeout(120_000) });

    await bench.fake.slash('/reingest', { text });
    await bench.idle();

    expect(privately(bench)[0]).toMatch(/\*\*Went back\*\*[^]*version 1 of [^]*1 removed/);
    expect(await bench.test.state.versions.activeNumber('local')).toBe(1);
    expect(bench.test.logger.of('reingest.completed')[0]?.fields).toMatchObject({ isRollback: true, version: 1 });
  },
);

test('/reingest rollback dry-run says what going back would change', async () => {
  await using bench = await createSlackBench({ admins: ['slack:U0MAYA'] });
  await bench.test.write('hobbies.md', '# Hobbies\n\nMaya restores old sailing boats in Cascais.\n');
  await bench.test.ingest.ingest({ isDryRun: false, signal: AbortSignal.timeout(120_000) });

  await bench.fake.slash('/reingest', { text: 'rollback dry-run' });
  await bench.idle();

  expect(privately(bench)[0]).toMatch(/\*\*Dry run\*\*: nothing was switched[^]*1 removed/);
  expect(await bench.test.state.versions.activeNumber('local')).toBe(2);
});

test('/reingest rollback with nothing to go back to says so, and is audited as failed', async () => {
  await using bench = await createSlackBench({ admins: ['slack:U0MAYA'] });

  await bench.fake.slash('/reingest', { text: 'rollback' });
  await bench.idle();

  expect(privately(bench)).toEqual([expect.stringContaining('no earlier version')]);
  expect(bench.test.logger.of('reingest.failed')[0]?.fields).toMatchObject({ isRollback: true });
});

test('/reingest with a word that it does not know does nothing', async () => {
  await using bench = await createSlackBench({ admins: ['slack:U0MAYA'] });

  await bench.fake.slash('/reingest', { text: 'everything' });
  await bench.idle();

  expect(privately(bench)).toEqual([expect.stringContaining('dry-run')]);
  expect(bench.test.logger.of('reingest.requested')).toEqual([]);
});

function privately({ fake }: SlackBench): readonly string[] {
  return fake.workspace.privateMessages.map(lastText);
}
