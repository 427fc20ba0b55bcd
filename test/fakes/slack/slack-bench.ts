import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSlackAdapter, type SlackAdapter } from '../../../src/adapters/slack/slack-adapter.ts';
import type { TwinCore } from '../../../src/core/adapter.ts';
import { createTestCore, type TestCore, type TestCoreOptions } from '../test-core.ts';
import { createSlackFake, type SlackFake, type SlackFakeOptions } from './slack-fake.ts';

/** The real adapter over the real core, talking to the fake workspace. */
export interface SlackBench extends AsyncDisposable {
  readonly fake: SlackFake;
  readonly adapter: SlackAdapter;
  readonly test: TestCore;
  /** Where signed requests go. */
  readonly eventsUrl: string;
  /** Resolves when nothing is being worked on. */
  idle(): Promise<void>;
  /** Resolves when the condition holds; rejects after half a minute. */
  until(condition: () => boolean): Promise<void>;
}

/** How a test wants the bench. */
export interface SlackBenchOptions extends TestCoreOptions {
  readonly slack?: SlackFakeOptions;
  /** Takes events over signed requests instead of a socket. */
  readonly isHttp?: boolean;
  /** Changes what the adapter gets. */
  readonly withCore?: (core: TwinCore) => TwinCore;
  /** Sets the workspace up before the adapter starts. */
  readonly prepare?: (fake: SlackFake) => void;
}

/** Starts everything; dispose it to stop everything. */
export async function createSlackBench(options: SlackBenchOptions = {}): Promise<SlackBench> {
  const fake = await createSlackFake(options.slack);
  options.prepare?.(fake);
  const test = await createTestCore(options);
  const { apiUrl, botToken, appToken, signingSecret } = fake;
  const way = options.isHttp === true ? { signingSecret } : { appToken };
  const adapter = createSlackAdapter({
    botToken,
    apiUrl,
    admins: new Set(options.admins ?? []),
    core: options.withCore?.(test.core) ?? test.core,
    ...way,
  });
  const server = createServer((request, response) => adapter.httpHandler?.(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const eventsUrl = toEventsUrl(server.address());
  if (options.isHttp === true) fake.deliverTo(eventsUrl);
  await adapter.start();

  return {
    fake,
    adapter,
    test,
    eventsUrl,
    idle: () => until(() => test.core.tasks.size === 0, 60_000),
    until: (condition) => until(condition, 90_000),
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      await adapter.close();
      await new Promise((resolve) => void server.close(resolve));
      await fake.close();
    },
  };
}

function toEventsUrl(address: ReturnType<Server['address']>): string {
  if (address === null || typeof address === 'string') throw new Error('The server is not listening');
  return `http://127.0.0.1:${address.port}/slack/events`;
}

async function until(condition: () => boolean, timeoutMs: number): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  while (!condition()) await sleep(10, undefined, { signal });
}
