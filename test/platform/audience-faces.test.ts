import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { expect, test } from 'vitest';
import { runAsk } from '../../src/adapters/cli/ask-command.ts';
import { createMcpServer } from '../../src/adapters/mcp/mcp-server.ts';
import { createWebAdapter } from '../../src/adapters/web/web-adapter.ts';
import type { Audience } from '../../src/core/audience.ts';
import { createBench, ROOMY, waitForAnswers } from '../fakes/discord/discord-bench.ts';
import { postQuestion, send } from '../fakes/http-client.ts';
import { audiencesIn, createRandom, createSecretTopics, createTellingGenerator, publish } from '../fakes/secrets.ts';
import { createSlackBench } from '../fakes/slack/slack-bench.ts';
import { createTestCore } from '../fakes/test-core.ts';
import type { TestCore } from '../fakes/test-core.ts';

const [TOPIC = { name: '', chunks: [] }] = createSecretTopics(1, createRandom(7));
const QUESTION = `What is the code of the ${TOPIC.name}?`;
const SEEN: Readonly<Record<Audience, readonly string[]>> = {
  public: ['public'],
  members: ['members', 'public'],
  owner: ['members', 'owner', 'public'],
};

test.each([
  ['that is not named', false, 'public'],
  ['of members', true, 'members'],
] as const)(
  'a Discord server %s gets what is for it, after the admin was told everything',
  async (_name, isMemberGuild, audience) => {
    const admin = '4242';
    await using bench = await createBench({ fake: ROOMY, isMemberGuild, core: { admins: [`discord:${admin}`] } });
    const { fake, twin } = bench;
    await tellSecrets(twin);
    const owner = { id: admin, username: 'maya', isBot: false };
    fake.world.users.set(admin, owner);

    const { channelId: dm } = fake.dm({ user: owner, text: QUESTION });
    const [told] = await waitForAnswers(fake, 1, { channelId: dm });
    fake.mention({ user: owner, text: QUESTION });
    await waitForAnswers(fake, 1, { channelId: fake.home.id });
    fake.slash({ user: owner, command: 'asktwin', options: { question: QUESTION, private: true } });
    await waitForAnswers(fake, 2, { channelId: fake.home.id });
    fake.mention({ user: fake.person(), text: 'And which code was the one before that?' });
    const inServer = await waitForAnswers(fake, 3, { channelId: fake.home.id });
    const { channelId: other } = fake.dm({ user: fake.person(), text: QUESTION });
    const [stranger] = await waitForAnswers(fake, 1, { channelId: other });

    expect(seenIn(told)).toEqual(SEEN.owner);
    expect(seenIn(inServer)).toEqual(SEEN[audience]);
    expect(seenIn(stranger)).toEqual(SEEN.public);
  },
);

test('a Slack workspace gets what is for members, and a channel with others what is public', async () => {
  await using bench = await createSlackBench({ admins: ['slack:U0MAYA'] });
  const { fake, test: twin } = bench;
  await tellSecrets(twin);

  await fake.dm({ user: 'U0MAYA', channel: 'D0MAYA', text: QUESTION });
  await bench.idle();
  await fake.mention({ user: 'U0MAYA', channel: 'C0GENERAL', text: QUESTION });
  await bench.idle();
  const inside = fake.botMessages('C0GENERAL');
  await fake.mention({ user: 'U0MAYA', channel: 'C0GENERAL', text: QUESTION, isExtShared: true });
  await fake.slash('/asktwin', { user: 'U0MAYA', channel: 'C0GENERAL', text: QUESTION });
  await bench.idle();

  expect(seenIn(fake.botMessages('D0MAYA'))).toEqual(SEEN.owner);
  expect(seenIn(inside)).toEqual(SEEN.members);
  const outside = fake.botMessages('C0GENERAL').slice(inside.length);
  expect(outside.length).toBeGreaterThan(2);
  expect(seenIn(outside)).toEqual(SEEN.public);
});

test('the web page tells the owner everything, and whoever comes through a proxy what is public', async () => {
  await using twin = await createTestCore();
  await tellSecrets(twin);
  const { core } = twin;
  const web = createWebAdapter({
    host: '127.0.0.1',
    port: 0,
    core,
    readiness: async () => ({ isReady: true, parts: {} }),
  });
  await web.start();
  const url = web.url ?? '';
  const asked = { question: QUESTION, conversationId: 'tab' };

  const straight = await postQuestion(url, asked);
  const passedOn = await postQuestion(url, asked, { 'x-forwarded-for': '203.0.113.7' });
  const page = await send(url);
  await web.close();

  expect(seenIn(straight.body)).toEqual(SEEN.owner);
  expect(seenIn(passedOn.body)).toEqual(SEEN.public);
  expect(seenIn(page.body)).toEqual([]);
});

test('the command line and MCP are the owner’s', async () => {
  await using twin = await createTestCore();
  await tellSecrets(twin);
  const { answers } = twin.core;
  const { logger } = twin;
  const signal = AbortSignal.timeout(120_000);
  const printed: string[] = [];
  const out = (text: string): void => void printed.push(text);
  const server = createMcpServer({
    answers,
    persona: await twin.core.persona(),
    search: async () => [],
    listChunks: async () => [],
    logger,
  });
  const client = new Client({ name: 'test', version: '1.0.0' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);

  await runAsk({ answers, question: QUESTION, personaName: 'Maya', logger, signal, out, err: out });
  const answered = await client.callTool({ name: 'ask_twin', arguments: { question: QUESTION } });
  await client.close();

  expect(seenIn(printed)).toEqual(SEEN.owner);
  expect(seenIn(answered)).toEqual(SEEN.owner);
});

test('what the twin says of itself comes from what everybody may see', async () => {
  const profile = {
    personal: { name: 'Maya Test', title: 'Works on zqowneraaaaaazq', audience: 'owner' },
    suggestions: { audience: 'members', questions: ['What is zqmembersaaaaaazq?'] },
    experience: [{ company: 'zqownerbbbbbbzq', title: 'Lead', audience: 'owner' }],
    skills: ['Rust'],
  };
  await using twin = await createTestCore({ files: { 'digitaltwin.json': JSON.stringify(profile) } });
  const stored = await twin.index.list({ signal: AbortSignal.timeout(120_000) });

  expect(seenIn(stored)).toContain('owner');
  expect(seenIn([await twin.core.persona(), await twin.core.commands.about()])).toEqual([]);
});

/** Makes the secrets known, and the model one that tells them. */
async function tellSecrets(twin: TestCore): Promise<void> {
  await publish(twin, TOPIC.chunks);
  const telling = createTellingGenerator();
  twin.generator.generate = (prompt, options) => telling.generate(prompt, options);
}

function seenIn(shown: unknown): readonly string[] {
  return [...audiencesIn(JSON.stringify(shown))].toSorted();
}
