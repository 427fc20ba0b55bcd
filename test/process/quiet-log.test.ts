import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askOverHttp } from '../fakes/ask-over-http.ts';
import { answerOf, errorOf } from '../fakes/groq/completion-script.ts';
import { runProgram, startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';
import { openServices, SERVED_PROFILE, shownOnDiscord } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';

/** In every question, in the files, and in what services answer when they fail. */
const MARK = 'zebrafinch';
/** What people paste by mistake. */
const PASTED = 'xoxb-000000000000-pastedsecret';
const SLACK_USER = 'U0ZEBRAUSER';
const PATIENT = { timeout: 60_000, interval: 50 } as const;
const ANSWER = 'Maya builds warehouse robots [1].';
const STACK = /\bat \S+ \(?(?:file|node):|\.(?:ts|js):\d+:\d+/;

describe('what goes wrong on any face', () => {
  let services: Services;
  let program: Program;
  let asked = 0;

  beforeEach(async () => {
    services = await openServices();
    const summary = `Warehouse robots, ${MARK}file.`;
    const experience = SERVED_PROFILE.experience.map((job) => ({ ...job, summary }));
    await services.write('digitaltwin.json', JSON.stringify({ ...SERVED_PROFILE, experience }));
    services.groq.always(answerOf(ANSWER));
    program = await startProgram({ env: services.env, folder: services.folder });
  });

  afterEach(async () => {
    await program[Symbol.asyncDispose]();
    await services[Symbol.asyncDispose]();
  });

  /** None is answered from the cache. */
  const toQuestion = (): string => {
    asked += 1;
    return `Does Maya build warehouse robots as a staff engineer at Lumenfold Robotics, ${MARK}${asked}? ${PASTED}`;
  };

  /** On every face of the running program at once; resolves when nobody is waited for any more. */
  const askEverywhere = async (): Promise<void> => {
    const { discord, slack } = services;
    discord.slash({ user: discord.person(`${MARK}person`), command: 'asktwin', options: { question: toQuestion() } });
    discord.mention({ user: discord.person(`${MARK}person`), text: toQuestion() });
    discord.dm({ user: discord.person(`${MARK}person`), text: toQuestion() });
    const said = { user: SLACK_USER, channel: `C0ROOM${asked}` };
    await Promise.all([
      askOverHttp(program.url, toQuestion()).catch(() => undefined),
      slack.mention({ ...said, text: toQuestion() }),
      slack.dm({ user: SLACK_USER, channel: `D0ROOM${asked}`, text: toQuestion() }),
      slack.slash('/asktwin', { ...said, text: toQuestion() }),
    ]);
    await vi.waitUntil(() => countAnswered(program) >= asked, PATIENT);
  };

  test('leaves no question, no person, no passage and no secret in the log, and no detail with people', async () => {
    for (const [, fail, heal] of FAULTS) {
      fail(services);
      await askEverywhere();
      heal?.(services);
    }
    const status = await program.end();

    const { discord, slack } = services;
    const log = program.lines;
    const secrets = Object.entries(services.env).filter(([name]) => /TOKEN|KEY/.test(name));
    const people = [...discord.world.users.values()].filter(({ isBot }) => !isBot).map(({ id }) => id);
    const unsayable = [
      MARK,
      PASTED,
      SLACK_USER,
      ...people,
      ...secrets.map(([, secret]) => secret),
      ...discord.world.interactions.map(({ token }) => token),
    ];
    expect(status).toBe(0);
    expect(people.length).toBe(3 * FAULTS.length);
    expect(log.filter((line) => unsayable.some((word) => line.includes(word)))).toEqual([]);
    // Otherwise nothing went wrong, and nothing was shown.
    expect(new Set(program.logged('answer.completed').map((line) => line['outcome']))).toContain('answered');
    const troubles = new Set(log.filter((line) => /"level":[45]0/.test(line)).map(toEvent));
    expect(troubles.size).toBeGreaterThan(3);
    const shown = [shownOnDiscord(services), ...slack.workspace.messages.map(({ frames }) => JSON.stringify(frames))];
    for (const text of shown) {
      expect(text).not.toMatch(STACK);
      expect(text).not.toMatch(/127\.0\.0\.1|ECONN|undefined|\[object/);
      for (const [, secret] of secrets) expect(text).not.toContain(secret);
    }
  });

  test('on the command line and over MCP leaves none there, either', async () => {
    const env = { ...services.env, STATE_DIR: `${services.folder}/other`, EMBEDDINGS: 'off' };
    services.groq.always(errorOf(400, { message: `Cannot read: ${MARK} ${PASTED}` }));

    const asking = await runProgram('cli.js', ['ask', toQuestion()], { env, folder: services.folder });
    const speaking = await askOverMcp(toQuestion(), env);

    for (const { shown, log } of [{ shown: asking.stdout, log: asking.stderr }, speaking]) {
      expect(shown).toContain('My language model is not available right now');
      expect(shown).not.toMatch(STACK);
      expect(log).toContain('"level":50');
      expect(log).not.toMatch(new RegExp(`${MARK}|${PASTED}`));
    }
  });
});

type Step = (services: Services) => void;

const FAULTS: readonly (readonly [string, Step, Step?])[] = [
  ['nothing', () => undefined],
  [
    'a model that tells its prompt in its error',
    ({ groq }) => groq.always(errorOf(400, { message: `Cannot read: ${MARK} ${PASTED}` })),
    ({ groq }) => groq.always(answerOf(ANSWER)),
  ],
  [
    'a model that breaks off',
    ({ groq }) => groq.always({ ...answerOf(ANSWER), fault: { after: 2, kind: 'cut' } }),
    ({ groq }) => groq.always(answerOf(ANSWER)),
  ],
  [
    'a model that sends garbage',
    ({ groq }) => groq.always({ ...answerOf(ANSWER), fault: { after: 2, kind: 'garbage' } }),
    ({ groq }) => groq.always(answerOf(ANSWER)),
  ],
  [
    'an index of the wrong shape',
    ({ upstash }) => upstash.failAll({ kind: 'wrong-shape' }, 'query-data'),
    ({ upstash }) => upstash.failAll(undefined),
  ],
  [
    'platforms that refuse what is sent',
    ({ discord, slack }) => {
      for (const route of ['webhook.edit', 'channel.create', 'channel.edit'] as const)
        discord.faults.next(route, { type: 'status', status: 400, code: 50_035 }, { type: 'page', status: 502 });
      for (const method of ['chat.startStream', 'chat.postMessage', 'chat.appendStream'])
        slack.fail(method, { kind: 'error', code: 'internal_error' });
    },
  ],
  [
    'platforms that cut the line',
    ({ discord, slack }) => {
      for (const route of ['webhook.edit', 'channel.create', 'channel.edit'] as const)
        discord.faults.next(route, { type: 'reset', isDone: true });
      for (const method of ['chat.startStream', 'chat.postMessage'])
        slack.fail(method, { kind: 'reset', isTaken: false });
    },
  ],
];

function countAnswered(program: Program): number {
  return ['answer.completed', 'answer.failed', 'answer.refused'].reduce(
    (sum, event) => sum + program.logged(event).length,
    0,
  );
}

function toEvent(line: string): unknown {
  const parsed: unknown = JSON.parse(line);
  return typeof parsed === 'object' && parsed !== null && 'event' in parsed ? parsed.event : undefined;
}

async function askOverMcp(question: string, env: Services['env']): Promise<{ shown: string; log: string }> {
  const args = [join(import.meta.dirname, '../../dist/cli.js'), 'mcp'];
  const transport = new StdioClientTransport({ command: process.execPath, args, env: { ...env }, stderr: 'pipe' });
  let log = '';
  transport.stderr?.on('data', (part: unknown) => {
    log += String(part);
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  const shown = JSON.stringify(await client.callTool({ name: 'ask_twin', arguments: { question } }));
  await client.close();
  return { shown, log };
}
