import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { describe, expect, test } from 'vitest';
import { createMcpServer } from '../../../../src/adapters/mcp/mcp-server.ts';
import type { McpOptions, SearchOptions } from '../../../../src/adapters/mcp/mcp-server.ts';
import { RateLimitedError, UpstreamError } from '../../../../src/core/errors.ts';
import { passageOf } from '../../../fakes/passages.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';

const APOLOGY = 'Something went wrong on my side. Please ask again in a moment.';

describe('a bug', () => {
  const bug = new TypeError('x is undefined');

  test.each([
    ['ask_twin', { question: 'Why?' }],
    ['search_profile', { query: 'why' }],
  ])('in %s is an apology to the client, and one line in the log', async (name, given) => {
    const { client, logger } = await connect(bug);

    const result = await client.callTool({ name, arguments: given });

    expect(result).toMatchObject({ isError: true, content: [{ type: 'text', text: APOLOGY }] });
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { event: 'mcp.call_failed', err: bug } }]);
  });

  test('in the resource is, too', async () => {
    const { client, logger } = await connect(bug);

    const reading = client.readResource({ uri: 'asktwin://profile' });

    await expect(reading).rejects.toThrow(APOLOGY);
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { err: bug } }]);
  });
});

test('an index that is away is a warning in the log', async () => {
  const { client, logger } = await connect(
    new UpstreamError({ service: 'upstash', kind: 'unavailable', message: 'Upstash is away.' }),
  );

  await client.callTool({ name: 'search_profile', arguments: { query: 'why' } });

  expect(logger.lines).toMatchObject([{ level: 'warn' }]);
});

test('a refusal is told to the client alone', async () => {
  const { client, logger } = await connect(new RateLimitedError('user', 5000));

  const result = await client.callTool({ name: 'ask_twin', arguments: { question: 'Why?' } });

  expect(JSON.stringify(result)).toContain('Please come back in 5 seconds.');
  expect(logger.lines).toEqual([]);
});

describe('a search', () => {
  test.each([
    [{ query: 'robots', tags: ['Hardware', ' open source '] }, ['hardware', 'open source']],
    [{ query: 'robots', tags: [] }, undefined],
    [{ query: 'robots' }, undefined],
  ])('%j is for the tags %j', async (given, tags) => {
    const asked: SearchOptions[] = [];
    const { client } = await connect(new Error('not asked'), async (_query, options) => {
      asked.push(options);
      return [passageOf({ title: 'Robots', text: 'They roll.' })];
    });

    const result = await client.callTool({ name: 'search_profile', arguments: given });

    expect(asked.map((options) => options.tags)).toEqual([tags]);
    expect(JSON.stringify(result)).toContain('[1] Robots');
  });
});

async function connect(failure: Error, search?: McpOptions['search']) {
  const logger = createRecordedLogger();
  const fail = (): Promise<never> => Promise.reject(failure);
  const persona = { name: 'Maya', headline: '', suggestions: [] };
  const server = createMcpServer({ answers: { ask: fail }, search: search ?? fail, listChunks: fail, persona, logger });
  const client = new Client({ name: 'test', version: '1.0.0' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  return { client, logger };
}
