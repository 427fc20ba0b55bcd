import { createSlackAdapter } from '../../../src/adapters/slack/slack-adapter.ts';
import { MAY_REPEAT } from '../../../src/adapters/slack/texts.ts';
import type { Fault } from '../../../test/fakes/slack/faults.ts';
import { createSlackFake } from '../../../test/fakes/slack/slack-fake.ts';
import { createTestCore } from '../../../test/fakes/test-core.ts';
import { createTimedModel, TIMED_FILES } from './timed-model.ts';
import { hasEnd, toSeen, type MessageFrames } from './seen-answer.ts';
import { becomes, type LoopbackFault, type Stage } from './stage.ts';

/** The requests that show answers. */
export const SLACK_REQUESTS = [
  'chat.startStream',
  'chat.appendStream',
  'chat.stopStream',
  'chat.postMessage',
  'chat.update',
] as const;

const FAULTS: Readonly<Record<LoopbackFault, Fault>> = {
  rate_limited: { kind: 'rate_limit', retryAfterSeconds: 1 },
  unavailable: { kind: 'status', status: 503 },
  'reset before': { kind: 'reset', isTaken: false },
  'reset after': { kind: 'reset', isTaken: true },
};

/** Opens a workspace whose answers take `roundTripMs`, and connects the app. */
export async function createSlackStage(roundTripMs: number): Promise<Stage> {
  const fake = await createSlackFake();
  const model = createTimedModel();
  const twin = await createTestCore({ model, files: TIMED_FILES, capacity: { maxRunning: 50, maxWaiting: 50 } });
  const { apiUrl, botToken, appToken } = fake;
  const adapter = createSlackAdapter({ botToken, apiUrl, appToken, admins: new Set(), core: twin.core });
  await adapter.start();
  if (roundTripMs > 0) {
    for (const kind of SLACK_REQUESTS) fake.fail(kind, { kind: 'delay', delayMs: roundTripMs }, { times: Infinity });
  }

  return {
    fail(kind, fault) {
      // Without a stream it is posted and edited.
      if (kind === 'chat.postMessage' || kind === 'chat.update') {
        fake.fail('chat.startStream', { kind: 'error', code: 'channel_type_not_supported' }, { times: Infinity });
      }
      fake.fail(kind, FAULTS[fault]);
    },
    async show(asked) {
      const question = model.ask(asked);
      await becomes(() => false, asked.startMs);
      const { ts, channel } =
        asked.by === 'dm' ? await fake.dm({ text: question }) : await fake.mention({ text: question });
      const messages = (): readonly MessageFrames[] =>
        fake.botMessages(channel, ts).map((message) => message.frames.map(({ atMs, text }) => ({ at: atMs, text })));
      // What came after it had been given up is taken away in the end.
      await becomes(() => hasEnd(messages()) && twin.core.tasks.size === 0);
      const mayRepeat = asked.mayRepeat === true && fake.shownIn(channel, ts).includes(MAY_REPEAT);
      return toSeen(asked.text, model.writtenFor(question), { messages: messages(), mayRepeat });
    },
    wasMade: (kind) => fake.calls.some(({ method }) => method === kind),
    get requestCount() {
      return fake.calls.filter(({ method }) => SLACK_REQUESTS.some((kind) => kind === method)).length;
    },
    get limitedCount() {
      return fake.rateLimited.length;
    },
    problems: fake.problems,
    async [Symbol.asyncDispose]() {
      await twin[Symbol.asyncDispose]();
      await adapter.close();
      await fake.close();
    },
  };
}
