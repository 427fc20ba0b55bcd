import { webApi } from '@slack/bolt';
import { createRunningAnswers } from '../../../src/core/answer/running-answers.ts';
import type { AnswerEvent } from '../../../src/core/answer/answer-event.ts';
import { createDelivery } from '../../../src/core/delivery/create-delivery.ts';
import { createIntake } from '../../../src/core/intake/create-intake.ts';
import type { ReplyTransport } from '../../../src/core/delivery/reply-transport.ts';
import { toTurnId, toUserKey } from '../../../src/core/turn.ts';
import { createCallBudget } from '../../../src/adapters/slack/call-budget.ts';
import { createDirectOutlet } from '../../../src/adapters/slack/direct-outlet.ts';
import { createSlackCalls } from '../../../src/adapters/slack/slack-calls.ts';
import { createThreadTransport } from '../../../src/adapters/slack/thread-transport.ts';
import { createWhisperOutlet } from '../../../src/adapters/slack/whisper-outlet.ts';
import { createSignal } from '../../../src/support/signal.ts';
import { createMemoryCallWindows } from '../../../src/engines/limits/memory-call-windows.ts';
import { createFastClock } from '../fast-clock.ts';
import { createMapJournal } from '../map-journal.ts';
import { createRecordedLogger, type RecordedLogger } from '../recorded-logger.ts';
import { countTickets } from '../ticket-count.ts';
import { createSlackFake, type SlackFake, type SlackFakeOptions } from './slack-fake.ts';
import { lastText } from './workspace.ts';

/** The person who asks, in {@link ReplyBench}. */
export const ASKER = 'U0MAYA';

/** One reply over the real client, without the rest of the adapter and without waiting: for long tables of faults. */
export interface ReplyBench extends AsyncDisposable {
  readonly fake: SlackFake;
  readonly channel: string;
  readonly threadTs: string;
  readonly logger: RecordedLogger;
  /** Whether the transport said that nobody can see the reply. */
  readonly isLost: boolean;
  /** Calls that were taken and are neither settled nor given back. */
  readonly openTickets: readonly string[];
  /** Shows an answer delta by delta, each after the one before was shown; resolves when the reply is over. */
  deliver(deltas: readonly string[], beforeDelta?: BeforeDelta): Promise<void>;
  /** What the asker sees of the twin, oldest first: in the thread, in the direct message, and alone. */
  seen(): readonly string[];
}

/** Is called before each delta, and before the end, with its number. */
type BeforeDelta = (at: number) => unknown;

/** What can be set on {@link createReplyBench}. */
export interface ReplyBenchOptions extends SlackFakeOptions {
  readonly channel?: string;
  /** How long the client waits for an answer. */
  readonly timeoutMs?: number;
}

/** Starts a workspace with one question in it. */
export async function createReplyBench(options: ReplyBenchOptions = {}): Promise<ReplyBench> {
  const { channel = 'C0GENERAL', timeoutMs = 10_000, ...fakeOptions } = options;
  const fake = await createSlackFake(fakeOptions);
  const { ts: threadTs } = fake.workspace.post({ channel, threadTs: undefined, author: ASKER, text: 'Hello?' });
  const client = new webApi.WebClient(fake.botToken, {
    slackApiUrl: fake.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
  });
  const calls = createSlackCalls(client);
  const clock = createFastClock({ speed: 10 });
  const logger = createRecordedLogger();
  const windows = countTickets(createMemoryCallWindows({ clock }));
  const budget = createCallBudget({ windows });
  const running = createRunningAnswers();
  const turnId = toTurnId('turn1');
  const progress = createProgress();
  let isLost = false;

  const deliver: ReplyBench['deliver'] = async (deltas, beforeDelta) => {
    const transport = createThreadTransport({
      calls,
      thread: { channel, threadTs },
      recipient: { user: ASKER, team: fake.workspace.teamId },
      botUserId: fake.workspace.botUserId,
      budget,
      acknowledged: Promise.resolve(undefined),
      onStopPressed() {
        running.stop(turnId);
        progress.end();
      },
      onLost() {
        isLost = true;
        progress.end();
      },
      elsewhere: [
        createDirectOutlet({ calls, budget, user: ASKER }),
        createWhisperOutlet((text, signal) => calls.whisper({ channel }, ASKER, text, signal)),
      ],
      clock,
      logger,
    });
    const intake = createIntake({ journal: createMapJournal(), clock, logger });
    await createDelivery({ intake, windows, running, clock, logger }).deliver(
      { turnId, events: eventsOf(deltas, progress, beforeDelta) },
      {
        transport: progress.watch(transport),
        face: 'slack',
        user: toUserKey('slack', fake.workspace.teamId, ASKER),
        renderFooter: () => '_footer_',
      },
    );
    await transport.settle();
  };

  return {
    fake,
    channel,
    threadTs,
    logger,
    get isLost() {
      return isLost;
    },
    get openTickets() {
      return windows.openTickets;
    },
    deliver,
    seen() {
      const { messages, privateMessages, botUserId } = fake.workspace;
      const own = messages.filter(({ author, state }) => author === botUserId && state !== 'deleted');
      return [...own, ...privateMessages].map(lastText);
    },
    [Symbol.asyncDispose]: () => fake.close(),
  };
}

interface Progress {
  /** Resolves when so many requests were answered, or when there will be no more. */
  reached(count: number): Promise<void>;
  end(): void;
  watch(transport: ReplyTransport): ReplyTransport;
}

function createProgress(): Progress {
  let count = 0;
  let isOver = false;
  let changed = createSignal();
  const change = (): void => {
    changed.resolve();
    changed = createSignal();
  };
  return {
    async reached(wanted) {
      while (count < wanted && !isOver) await changed.promise;
    },
    end() {
      isOver = true;
      change();
    },
    watch: (transport) => ({
      escape: (markdown) => transport.escape(markdown),
      target: () => transport.target(),
      expiresAt: transport.expiresAt,
      get limits() {
        return transport.limits;
      },
      bucketFor: (message) => transport.bucketFor(message),
      async show(...shown) {
        try {
          return await transport.show(...shown);
        } finally {
          count += 1;
          change();
        }
      },
    }),
  };
}

async function* eventsOf(
  deltas: readonly string[],
  progress: Progress,
  beforeDelta: BeforeDelta = () => undefined,
): AsyncGenerator<AnswerEvent> {
  for (const [at, text] of deltas.entries()) {
    await progress.reached(at);
    await beforeDelta(at);
    yield { type: 'delta', text };
  }
  await progress.reached(deltas.length);
  await beforeDelta(deltas.length);
  yield { type: 'done', turnId: toTurnId('turn1'), text: deltas.join(''), sources: [], outcome: 'answered' };
}
