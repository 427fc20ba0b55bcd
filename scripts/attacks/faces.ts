import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { z } from 'zod';
import { runAsk } from '../../src/adapters/cli/ask-command.ts';
import { createMcpServer } from '../../src/adapters/mcp/mcp-server.ts';
import { createWebAdapter } from '../../src/adapters/web/web-adapter.ts';
import type { TestCore } from '../../test/fakes/test-core.ts';
import type { Dialect } from './checks.ts';

/** Everything that people saw of one answer: every state of every message, read once. */
export interface Sight {
  readonly frames: Iterable<string>;
  /** What broke a rule of the platform. */
  readonly problems: readonly string[];
}

/** One way to ask. */
export interface AttackedFace {
  readonly name: string;
  readonly dialect: Dialect;
  ask(question: string, mark: string): Promise<Sight>;
}

/** A face with what must be closed after it. */
export interface OpenFaces extends AsyncDisposable {
  readonly faces: readonly AttackedFace[];
}

const NONE: readonly string[] = [];

/** The web page's stream. Every prefix that a reader sees is a frame. */
export async function openWeb({ core }: TestCore): Promise<OpenFaces> {
  const readiness = async () => ({ isReady: true, parts: {} });
  const web = createWebAdapter({ host: '127.0.0.1', port: 0, core, readiness });
  await web.start();
  return {
    faces: [
      {
        name: 'web stream',
        dialect: 'plain',
        async ask(question) {
          const response = await fetch(`${web.url}/api/ask`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ question }),
          });
          return { frames: toFrames(await response.text()), problems: NONE };
        },
      },
    ],
    [Symbol.asyncDispose]: () => web.close(),
  };
}

const deltaOf = z.object({ text: z.string() });

function* toFrames(stream: string): Generator<string> {
  let shown = '';
  for (const event of stream.split('\n\n')) {
    if (!event.startsWith('event: delta\n')) continue;
    shown += deltaOf.parse(JSON.parse(event.slice(event.indexOf('data: ') + 6))).text;
    yield shown;
  }
}

/** The command line. Every write is a frame. */
export function openCli({ core, logger }: TestCore): OpenFaces {
  return {
    faces: [
      {
        name: 'command line',
        dialect: 'plain',
        async ask(question) {
          const written: string[] = [];
          const out = (text: string): void => void written.push(text);
          const { signal } = new AbortController();
          const personaName = (await core.persona()).name;
          await runAsk({ answers: core.answers, question, personaName, signal, out, err: out, logger });
          return { frames: toPrefixes(written), problems: NONE };
        },
      },
    ],
    async [Symbol.asyncDispose]() {},
  };
}

function* toPrefixes(parts: readonly string[]): Generator<string> {
  let shown = '';
  for (const part of parts) yield (shown += part);
}

const content = z.object({ content: z.array(z.object({ type: z.literal('text'), text: z.string() })) });

/** The tool of an MCP client. */
export async function openMcp({ core, logger }: TestCore): Promise<OpenFaces> {
  const server = createMcpServer({
    answers: core.answers,
    persona: await core.persona(),
    search: async () => [],
    listChunks: async () => [],
    logger,
  });
  const client = new Client({ name: 'attacker', version: '1' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  return {
    faces: [
      {
        name: 'mcp',
        dialect: 'plain',
        async ask(question) {
          const result = await client.callTool({ name: 'ask_twin', arguments: { question } });
          return { frames: content.parse(result).content.map(({ text }) => text), problems: NONE };
        },
      },
    ],
    [Symbol.asyncDispose]: () => client.close(),
  };
}
