import { expect, test } from 'vitest';
import { createSlackBench, type SlackBench } from '../fakes/slack/slack-bench.ts';
import { TEST_PROFILE } from '../fakes/test-core.ts';

const CHANNEL = 'C0GENERAL';
const SECRET = 'The internal roadmap says that the Falcon project starts in May.';
const QUESTION = 'What does the internal roadmap say about the Falcon project?';
const FILES = {
  'digitaltwin.json': JSON.stringify(TEST_PROFILE),
  'roadmap.md': `---\naudience: members\n---\n# Internal roadmap\n\n${SECRET}\n`,
};

test('a command in a channel of which nothing is known shows nothing that is for members alone', async () => {
  await using bench = await createSlackBench({ files: FILES });

  await ask(bench);

  expect(passagesShown(bench)).not.toContain('Falcon project starts');
});

test('a command in a channel that an event called the workspace’s own sees what is for members', async () => {
  await using bench = await createSlackBench({ files: FILES });
  await bench.fake.mention({ text: 'Where does Maya work?' });
  await bench.idle();

  await ask(bench);

  expect(passagesShown(bench)).toContain('Falcon project starts');
});

test('a command in a channel that an event called shared shows nothing that is for members alone', async () => {
  await using bench = await createSlackBench({ files: FILES });
  await bench.fake.mention({ text: 'Where does Maya work?', isExtShared: true });
  await bench.idle();

  await ask(bench);

  expect(passagesShown(bench)).not.toContain('Falcon project starts');
});

test.each([
  ['the workspace’s own', false],
  ['shared', true],
])('where the app may look at channels it finds out that one is %s', async (_what, isShared) => {
  await using bench = await createSlackBench({ files: FILES });
  const { workspace } = bench.fake;
  workspace.mayReadChannels = true;
  if (isShared) workspace.sharedChannels.add(CHANNEL);

  await ask(bench);
  await ask(bench);

  expect(passagesShown(bench).includes('Falcon project starts')).toBe(!isShared);
  expect(bench.fake.calls.filter(({ method }) => method === 'conversations.info')).toHaveLength(1);
});

test('where it may not look it asks Slack once, not for every command', async () => {
  await using bench = await createSlackBench({ files: FILES });

  await ask(bench);
  await ask(bench);

  expect(bench.fake.calls.filter(({ method }) => method === 'conversations.info')).toHaveLength(1);
});

test('a command in a direct message asks nobody and sees what is for members', async () => {
  await using bench = await createSlackBench({ files: FILES });

  await ask(bench, 'D0MAYA');

  expect(passagesShown(bench)).toContain('Falcon project starts');
  expect(bench.fake.calls.some(({ method }) => method === 'conversations.info')).toBe(false);
});

async function ask(bench: SlackBench, channel = CHANNEL): Promise<void> {
  await bench.fake.slash('/asktwin', { text: QUESTION, channel });
  await bench.idle();
}

/** What the model was given to answer from. */
function passagesShown({ test: twin }: SlackBench): string {
  return JSON.stringify(twin.generator.prompts.flatMap(({ passages }) => passages.map(({ chunk }) => chunk.text)));
}
