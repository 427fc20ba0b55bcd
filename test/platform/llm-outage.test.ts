import { expect, onTestFinished, test, vi } from 'vitest';
import { watchGenerator } from '../../src/core/answer/watched-generator.ts';
import type { Clock, Generator, Prompt } from '../../src/core/ports.ts';
import { createGroqGenerator } from '../../src/engines/llm/groq.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFastClock } from '../fakes/fast-clock.ts';
import { errorOf } from '../fakes/groq/completion-script.ts';
import type { CompletionScript } from '../fakes/groq/completion-script.ts';
import { startGroqFake } from '../fakes/groq/groq-fake.ts';
import type { GroqFake } from '../fakes/groq/groq-fake.ts';
import { passageOf } from '../fakes/passages.ts';
import { createRecordedLogger } from '../fakes/recorded-logger.ts';

const OUTAGE_MS = 60_000;
const QUESTION_EVERY_MS = 500;
const PROMPT: Prompt = {
  messages: [{ role: 'user', content: 'Where do you work?' }],
  question: 'Where do you work?',
  passages: [passageOf({})],
};

const outages: readonly (readonly [string, CompletionScript])[] = [
  ['503', errorOf(503)],
  ['a lost connection', { connection: 'reset' }],
  ['a cut before the first word', { fault: { after: 0, kind: 'cut' } }],
];

test.each(outages)(
  'an outage of a minute (%s) costs at most 1.2 calls a question, and ten seconds after it questions are answered',
  async (_what, script) => {
    const clock = createFastClock({ speed: 50 });
    const { model, groq } = await setUp(clock);
    const signal = new AbortController().signal;
    groq.always(script);
    // Counted in questions: on a busy machine this clock is fast against the calls, which are made for real.
    for (let asked = 0; asked < OUTAGE_MS; asked += QUESTION_EVERY_MS) {
      expect(await ask(model, signal)).toBe(false);
      await clock.sleep(QUESTION_EVERY_MS, signal);
    }
    const calls = groq.completions.length;

    groq.always({});
    let backAfterMs = 0;
    for (; !(await ask(model, signal)); backAfterMs += QUESTION_EVERY_MS) await clock.sleep(QUESTION_EVERY_MS, signal);

    expect(backAfterMs).toBeLessThan(10_000);
    expect(calls / (OUTAGE_MS / QUESTION_EVERY_MS)).toBeLessThanOrEqual(1.2);
    expect(calls).toBeGreaterThan(5);
  },
);

test('an answer that is given up in its back-off ends without the wait', async () => {
  const clock = createFakeClock();
  const { model, groq, logger } = await setUp(clock);
  groq.always(errorOf(429, { headers: { 'retry-after': '5' } }));
  const leaving = new AbortController();
  const asking = ask(model, leaving.signal);
  await vi.waitUntil(() => logger.of('llm.retried').length === 1 || isWaiting(clock, groq), { timeout: 90_000 });
  const startedAt = clock.now();

  leaving.abort(new Error('The reader has gone.'));

  await expect(asking).resolves.toBe(false);
  // Its clock stands still: whatever waited for it would wait for ever.
  expect(clock.now()).toBe(startedAt);
  expect(groq.completions).toHaveLength(1);
});

function isWaiting(clock: ReturnType<typeof createFakeClock>, { completions }: GroqFake): boolean {
  return completions.length === 1 && clock.sleeperCount > 0;
}

async function setUp(clock: Clock) {
  const groq = await startGroqFake();
  onTestFinished(() => groq.close());
  const logger = createRecordedLogger();
  const engine = createGroqGenerator({
    service: 'groq',
    baseUrl: groq.url,
    path: '/openai/v1/chat/completions',
    apiKey: 'test-groq-key',
    models: ['openai/gpt-oss-20b'],
    // By the clock of the test, which may be faster than the calls.
    deadlines: { firstTokenMs: 3_600_000, betweenTokensMs: 3_600_000, totalMs: 3_600_000 },
    clock,
    logger,
  });
  return { groq, logger, model: watchGenerator(engine, { clock, service: 'groq' }) };
}

/** Whether a whole answer came. */
async function ask(model: Generator, signal: AbortSignal): Promise<boolean> {
  try {
    for await (const event of model.generate(PROMPT, { signal })) if (event.type === 'end') return true;
    return false;
  } catch {
    return false;
  }
}
