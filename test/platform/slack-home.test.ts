import { expect, test } from 'vitest';
import { textOfHome } from '../fakes/slack/home-view.ts';
import { createSlackBench, type SlackBench } from '../fakes/slack/slack-bench.ts';
import { lastText } from '../fakes/slack/workspace.ts';
import { TEST_PROFILE } from '../fakes/test-core.ts';

const DM = 'D0MAYA';

test('the Home tab says what speaks, what it can be asked and what it keeps', async () => {
  await using bench = await createSlackBench();

  await open(bench);

  const text = shownTo(bench, 'U0MAYA');
  expect(text).toContain('AI twin of Maya Test');
  expect(text).toContain('never Maya Test in person');
  expect(text).toContain('[Where do you work?] [What are your skills?]');
  expect(text).toMatch(/for 24 hours.*\/twin forget/s);
  expect(text).toContain('/twin quota');
  expect(bench.fake.problems).toEqual([]);
  expect(bench.fake.pings).toEqual([]);
});

test('the Home tab is published once per person and content, also after a restart', async () => {
  await using first = await createSlackBench();
  await open(first);
  await open(first);
  await open(first, 'U0OTHER');
  const [published] = first.fake.workspace.homes;
  await using second = await createSlackBench({
    prepare: ({ workspace }) => {
      if (published !== undefined) workspace.homes.push(published);
    },
  });

  await open(second);

  expect(first.fake.workspace.homes.map(({ user }) => user)).toEqual(['U0MAYA', 'U0OTHER']);
  expect(second.fake.workspace.homes).toHaveLength(1);
});

test('the Home tab is published anew when the person behind the files changes', async () => {
  await using bench = await createSlackBench();
  await open(bench);

  await bench.test.write(
    'digitaltwin.json',
    JSON.stringify({ ...TEST_PROFILE, personal: { name: 'Maya Renamed', title: 'Pilot' } }),
  );
  await bench.test.ingest.ingest({ isDryRun: false, signal: AbortSignal.timeout(120_000) });
  await open(bench);

  expect(bench.fake.workspace.homes).toHaveLength(2);
  expect(shownTo(bench, 'U0MAYA')).toContain('AI twin of Maya Renamed');
});

test('a Home tab that Slack did not take is published at the next opening', async () => {
  await using bench = await createSlackBench();
  bench.fake.fail('views.publish', { kind: 'error', code: 'internal_error' });
  await open(bench);

  await open(bench);

  expect(bench.fake.workspace.homes).toHaveLength(1);
});

test('a profile that tries to ping people, or is too long for Slack, shows plain and short', async () => {
  const personal = { name: '<!channel> Maya <@U0BOSS>', title: `<https://evil.example|bank> ${'long '.repeat(900)}` };
  const suggestions = [
    '<!here> who are you?',
    'why '.repeat(60).trim(),
    ...Array.from({ length: 20 }, (_n, at) => `Q${at}?`),
  ];
  await using bench = await createSlackBench({
    files: { 'digitaltwin.json': JSON.stringify({ ...TEST_PROFILE, personal, suggestions }) },
  });

  await open(bench);

  const [home] = bench.fake.workspace.homes;
  expect(JSON.stringify(home?.view)).not.toContain('mrkdwn');
  expect(bench.fake.problems).toEqual([]);
});

test('a question in the Home tab is asked and answered in the direct message', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  await open(bench);

  await fake.press('Where do you work?');
  await bench.idle();

  const [question, answer] = fake.botMessages(DM);
  expect(lastText(question ?? { frames: [] })).toBe('**You** asked: Where do you work?');
  expect(answer?.threadTs).toBe(question?.ts);
  expect(lastText(answer ?? { frames: [] })).toContain('Scripted answer [1].');
  expect(bench.test.generator.prompts[0]?.messages.at(-1)?.content).toContain('Question: Where do you work?');
  expect(fake.problems).toEqual([]);
});

test('a question in the Home tab that is over the limit says when to come back', async () => {
  await using bench = await createSlackBench({ maxQuestions: 1 });
  const { fake } = bench;
  await open(bench);
  await fake.press('Where do you work?');
  await bench.idle();

  await fake.press('What are your skills?');
  await bench.idle();

  expect(fake.shownIn(DM)).toMatch(/come back in \d+ seconds/);
  expect(bench.test.generator.prompts).toHaveLength(1);
});

test('buttons arrive as signed requests, too', async () => {
  await using bench = await createSlackBench({ isHttp: true });
  const { fake } = bench;
  await open(bench);

  const { status } = await fake.press('Where do you work?');
  await bench.idle();

  expect(status).toBe(200);
  expect(fake.shownIn(DM)).toContain('Scripted answer [1].');
});

async function open(bench: SlackBench, user = 'U0MAYA'): Promise<void> {
  await bench.fake.openHome(user);
  await bench.idle();
}

function shownTo({ fake }: SlackBench, user: string): string {
  const home = fake.workspace.homes.findLast((published) => published.user === user);
  return home === undefined ? '' : textOfHome(home.view);
}
