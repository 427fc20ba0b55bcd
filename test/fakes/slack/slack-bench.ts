import { createServer } from 'node:http';
import { createSlackAdapter, type SlackAdapter } from '../../../src/adapters/slack/slack-adapter.ts';
import { createTestCore, type TestCore, type TestCoreOptions } from '../test-core.ts';
import { createSlackFake, type SlackFake, type SlackFakeOptions } from './slack-fake.ts';

/** The real adapter over the real core, talking to the fake workspace. */
export interface SlackBench extends AsyncDisposable {
  readonly fake: SlackFake;
  readonly adapter: SlackAdapter;
  readonly test: TestCore;
  /** Resolves when nothing is being worked on. */
  idle(): Promise<void>;
}

/** How a test wants the bench. */
export interface SlackBenchOptions extends TestCoreOptions {
  readonly slack?: SlackFakeOptions;
  /** Takes events over signed requests instead of a socket. */
  readonly isHttp?: boolean;
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
  const adapter = createSlackAdapter({ botToken, apiUrl, core: test.core, ...way });
  const server = createServer((request, response) => adapter.httpHandler?.(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (options.isHttp === true && address !== null && typeof address !== 'string') {
    fake.deliverTo(`http://127.0.0.1:${address.port}/slack/events`);
  }
  await adapter.start();

  return {
    fake,
    adapter,
    test,
    async idle() {
      while (test.core.tasks.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      await adapter.close();
      await new Promise((resolve) => void server.close(resolve));
      await fake.close();
    },
  };
}
