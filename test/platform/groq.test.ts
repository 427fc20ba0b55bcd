import { describe, expect, onTestFinished, test, vi } from 'vitest';

import type { GeneratorEvent } from '../../src/core/ports.ts';
import { createGroqGenerator } from '../../src/engines/llm/groq.ts';
import type { GroqOptions } from '../../src/engines/llm/groq.ts';
import { systemClock } from '../../src/support/clock.ts';
import { answerOf, errorOf } from '../fakes/groq/completion-script.ts';
import type { CompletionScript } from '../fakes/groq/completion-script.ts';
import { startGroqFake } from '../fakes/groq/groq-fake.ts';
import type { GroqFakeOptions } from '../fakes/groq/groq-fake.ts';
import { createRecordedLogger } from '../fakes/recorded-logger.ts';

const prompt = {
  question: 'Where do you work?',
  passages: [],
  messages: [
    { role: 'system', content: 'Answer from the passages.' },
    { role: 'user', content: 'Where do you work?' },
  ],
} as const;

describe('an answer from Groq', () => {
  test('comes as the model writes it, with the tokens that Groq counted', async () => {
    const { ask, fake } = await setUp();
    fake.script(answerOf('At Lumenfold. [1]', { usage: { prompt_tokens: 812, completion_tokens: 31 } }));

    const { deltas, end } = await ask();

    expect(deltas).toEqual(['At ', 'Lumenfold. ', '[1]']);
    expect(end).toEqual({
      type: 'end',
      model: 'openai/gpt-oss-20b',
      usage: { promptTokens: 812, completionTokens: 31 },
      retryCount: 0,
    });
    expect(fake.problems).toEqual([]);
  });

  test('is asked for with little, hidden reasoning and a limit of tokens', async () => {
    const { ask, fake } = await setUp();

    await ask();

    expect(fake.completions[0]?.body).toMatchObject({
      messages: prompt.messages,
      reasoning_effort: 'low',
      include_reasoning: false,
      max_completion_tokens: expect.any(Number),
    });
  });

  test('sends no reasoning options to a model that knows none', async () => {
    const { ask, fake } = await setUp({ models: ['test-model'] });

    await ask();

    expect(fake.problems).toEqual([]);
    expect(fake.completions[0]?.body).not.toHaveProperty('reasoning_effort');
  });

  test('never shows reasoning', async () => {
    const { ask, fake } = await setUp();
    fake.script(answerOf('At Lumenfold.', { reasoning: ['The user wants', ' the employer.'] }));

    const { text } = await ask();

    expect(text).toBe('At Lumenfold.');
  });

  test.each(['cut', 'stall'] as const)('is whole when the model has finished before a %s', async (afterFinish) => {
    const { ask, fake } = await setUp();
    fake.script(answerOf('At Lumenfold.', { afterFinish }));

    const { text, end } = await ask();

    expect(text).toBe('At Lumenfold.');
    expect(end).toBeDefined();
  });
});

describe('an answer from a server compatible with OpenAI', () => {
  test('comes from its own path, counted as that server counts', async () => {
    const { ask, fake } = await setUp({ service: 'llm' });
    fake.script(answerOf('Hello.', { usage: { prompt_tokens: 50, completion_tokens: 2 } }));

    const { text, end } = await ask();

    expect(text).toBe('Hello.');
    expect(end).toMatchObject({ usage: { promptTokens: 50, completionTokens: 2 } });
    expect(fake.completions[0]?.path).toBe('/v1/chat/completions');
    expect(fake.problems).toEqual([]);
  });

  test('is counted by its length when the server does not count', async () => {
    const { ask, fake } = await setUp({ service: 'llm' });
    fake.script(answerOf('Done.', { usage: null }));

    const { end } = await ask();

    expect(end).toMatchObject({ usage: { promptTokens: 11, completionTokens: 2 } });
  });

  test('comes without the thoughts that a model writes in front of it', async () => {
    const { ask, fake } = await setUp({ service: 'llm' });
    fake.script({ deltas: ['<thi', 'nk>Let me see. ', 'Hm.</th', 'ink>\n\nAt ', 'Lumen<think>fold.'] });

    const { text } = await ask();

    expect(text).toBe('At Lumen<think>fold.');
  });

  test('needs no key', async () => {
    const { ask, fake } = await setUp({ service: 'llm', apiKey: '' }, { apiKey: '' });

    const { end } = await ask();

    expect(end).toBeDefined();
    expect(fake.calls[0]?.authorization).toBeUndefined();
  });
});

describe('a failing try', () => {
  const passing: readonly (readonly [string, CompletionScript])[] = [
    ['500', errorOf(500)],
    ['503', errorOf(503)],
    ['498', errorOf(498)],
    ['429 that asks for a short wait', errorOf(429, { headers: { 'retry-after-ms': '20' } })],
    ['an HTML 502', { status: 502, body: '<html>Bad gateway</html>' }],
    ['a reset connection', { connection: 'reset' }],
    ['an error event before any text', { fault: { after: 0, kind: 'error-event' } }],
    ['a stream that ends before any text', { fault: { after: 0, kind: 'end' } }],
    ['a stream that is cut before any text', { fault: { after: 0, kind: 'cut' } }],
  ];

  test.each(passing)('is made again after %s', async (_name, script) => {
    const { ask, fake } = await setUp();
    fake.script(script);

    const { text, end } = await ask();

    expect(text).toBe('Hello there.');
    expect(end).toMatchObject({ retryCount: 1 });
    expect(fake.completions).toHaveLength(2);
  });

  const lasting: readonly (readonly [string, CompletionScript, string, number])[] = [
    ['400', errorOf(400), 'bad_response', 1],
    ['401', errorOf(401), 'auth', 1],
    ['403', errorOf(403), 'auth', 1],
    ['404 of another kind', errorOf(404), 'not_found', 1],
    ['413', errorOf(413), 'bad_response', 1],
    ['422', errorOf(422), 'bad_response', 1],
    ['429 that asks for too long a wait', errorOf(429, { headers: { 'retry-after': '3600' } }), 'rate_limited', 1],
    ['429 that says so in words', errorOf(429, { message: 'Please try again in 1m5.289s.' }), 'rate_limited', 1],
    ['500 again and again', errorOf(500), 'unavailable', 3],
    ['a reset again and again', { connection: 'reset' }, 'unavailable', 3],
    ['garbage', { fault: { after: 0, kind: 'garbage' } }, 'bad_response', 1],
    ['JSON of another shape', { fault: { after: 0, kind: 'wrong-shape' } }, 'bad_response', 1],
    ['a web page instead of a stream', { headers: { 'content-type': 'text/html' } }, 'bad_response', 1],
    ['a whole but empty answer', { deltas: [] }, 'bad_response', 1],
    ['no headers', { connection: 'hang' }, 'timeout', 1],
    ['headers and then nothing', { fault: { after: 0, kind: 'stall' } }, 'timeout', 1],
  ];

  test.each(lasting)('ends in its kind after %s', async (_name, script, kind, callCount) => {
    const { ask, fake } = await setUp({ deadlines: { firstTokenMs: 2000 } });
    fake.always(script);

    const { error, deltas } = await ask();

    expect(error).toMatchObject({ name: 'UpstreamError', service: 'groq', kind });
    expect(deltas).toEqual([]);
    expect(fake.completions).toHaveLength(callCount);
  });

  test('tells how long the server asks to wait', async () => {
    const { ask, fake } = await setUp();
    fake.script(errorOf(429, { message: 'Rate limit reached. Please try again in 1m5.289s. Need more?' }));

    const { error } = await ask();

    expect(error).toMatchObject({ retryAfterMs: 65_289 });
  });

  test('names the variable to set when the key is rejected, and never the key', async () => {
    const { ask } = await setUp({ apiKey: 'gsk_wrong_secret' });

    const { error } = await ask();

    expect(error?.message).toContain('GROQ_API_KEY');
    expect(error?.message).not.toContain('gsk_');
  });

  test('is not made again once an outage has used up the retries', async () => {
    const { ask, fake } = await setUp();
    fake.always(errorOf(503));
    const questionCount = 20;

    for (let i = 0; i < questionCount; i += 1) await ask();

    expect(fake.completions.length - questionCount).toBeLessThanOrEqual(10);
  });
});

describe('an answer that breaks after its first words', () => {
  const faults = [
    ['stall', 'timeout'],
    ['cut', 'unavailable'],
    ['end', 'unavailable'],
    ['garbage', 'bad_response'],
    ['error-event', 'unavailable'],
  ] as const;

  test.each(faults)('by a %s has given its words and is not asked for again', async (kind, expectedKind) => {
    const { ask, fake } = await setUp(kind === 'stall' ? { deadlines: { betweenTokensMs: 1000 } } : {});
    fake.script(answerOf('one two three four', { fault: { after: 2, kind } }));

    const { text, error, end } = await ask();

    expect(text).toBe('one two ');
    expect(error).toMatchObject({ kind: expectedKind });
    expect(end).toBeUndefined();
    expect(fake.completions).toHaveLength(1);
  });

  test('by its limit of tokens is no whole answer', async () => {
    const { ask, fake } = await setUp();
    fake.script(answerOf('It began in', { finishReason: 'length' }));

    const { text, error, end } = await ask();

    expect(text).toBe('It began in');
    expect(error).toMatchObject({ kind: 'bad_response' });
    expect(end).toBeUndefined();
  });

  test('by going on for ever ends at the deadline of the whole', async () => {
    const { ask, fake } = await setUp({ deadlines: { totalMs: 300 } });
    fake.script(answerOf('word '.repeat(200), { delayMs: 20 }));

    const { error } = await ask();

    expect(error).toMatchObject({ kind: 'timeout' });
  });
});

describe('an aborted answer', () => {
  const moments: readonly (readonly [string, CompletionScript, Partial<GroqOptions>])[] = [
    ['while no headers come', { connection: 'hang' }, {}],
    ['while the stream is silent', { fault: { after: 1, kind: 'stall' } }, {}],
    ['while it waits for the next try', errorOf(429, { headers: { 'retry-after': '5' } }), {}],
  ];

  test.each(moments)('stops at once %s', async (_name, script, options) => {
    const { ask, fake } = await setUp(options);
    fake.always(script);
    const abort = new AbortController();
    const reason = new Error('the person has gone');
    const asking = ask(abort.signal);
    await vi.waitUntil(() => fake.completions.length === 1, { timeout: 90_000 });
    await systemClock.sleep(100, abort.signal);

    const abortedAt = Date.now();
    abort.abort(reason);
    const { error, end } = await asking;

    expect(error).toBe(reason);
    expect(end).toBeUndefined();
    expect(Date.now() - abortedAt).toBeLessThan(3000);
    expect(fake.completions).toHaveLength(1);
  });

  test('closes the connection, also when the reader just stops reading', async () => {
    const { generator, fake } = await setUp();
    fake.script(answerOf('word '.repeat(100), { delayMs: 20 }));

    for await (const event of generator.generate(prompt, { signal: new AbortController().signal })) {
      if (event.type === 'delta') break;
    }

    await expect.poll(() => fake.calls[0]?.isClosedEarly, { timeout: 90_000 }).toBe(true);
  });
});

describe('a model that is gone', () => {
  test.each(['unknown', 'decommissioned'])('for being %s is replaced by the next, for good', async (how) => {
    const { ask, fake, logger } = await setUp(
      { models: ['old-model', 'test-model'] },
      { models: ['test-model'], decommissioned: how === 'decommissioned' ? ['old-model'] : [] },
    );

    const first = await ask();
    const second = await ask();

    expect([first.end, second.end]).toMatchObject([{ model: 'test-model' }, { model: 'test-model' }]);
    expect(fake.completions.map(({ body }) => body.model)).toEqual(['old-model', 'test-model', 'test-model']);
    expect(logger.of('model.replaced')).toMatchObject([
      { level: 'warn', fields: { model: 'old-model', replacement: 'test-model' } },
    ]);
  });

  test('and has no replacement is named in the error', async () => {
    const { ask, fake } = await setUp({ models: ['old-model'] }, { models: [] });

    const { error } = await ask();

    expect(error).toMatchObject({ kind: 'not_found', message: expect.stringMatching(/old-model.*GROQ_MODELS/) });
    expect(fake.completions).toHaveLength(1);
  });

  test('is recognised by the wording of a server that gives no code', async () => {
    const { ask, fake } = await setUp({ service: 'llm', models: ['test-model', 'openai/gpt-oss-20b'] });
    const message = 'model "test-model" not found, try pulling it first';
    fake.script({ status: 404, body: { error: { message, type: 'api_error', code: null } } });

    const { end } = await ask();

    expect(end).toMatchObject({ model: 'openai/gpt-oss-20b' });
  });
});

describe('the check at start', () => {
  const { signal } = new AbortController();

  test('goes on with the first configured model that is served', async () => {
    const { generator, ask, logger } = await setUp({ models: ['gone', 'test-model'] });

    const model = await generator.check(signal);

    expect(model).toBe('test-model');
    expect((await ask()).end).toMatchObject({ model: 'test-model' });
    expect(logger.of('model.replaced')).toHaveLength(1);
  });

  test.each(['groq', 'llm'] as const)('rejects a key that %s rejects', async (service) => {
    const { generator } = await setUp({ service, apiKey: 'wrong' });

    await expect(generator.check(signal)).rejects.toMatchObject({ kind: 'auth', service });
  });

  test.each([
    ['is down', errorOf(503)],
    ['resets the connection', { connection: 'reset' }],
  ] as const)('says so when the server %s', async (_name, script) => {
    const { generator, fake } = await setUp();
    fake.scriptModels(script);

    await expect(generator.check(signal)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test.each([
    ['has no list of models', errorOf(404)],
    ['lists nothing that is configured', { status: 200, body: { data: [{ id: 'whisper' }] } }],
    ['answers with a web page', { status: 200, body: '<html></html>' }],
  ] as const)('keeps to the first model and logs it when the server %s', async (_name, script) => {
    const { generator, fake, logger } = await setUp();
    fake.scriptModels(script);

    const model = await generator.check(signal);

    expect(model).toBe('openai/gpt-oss-20b');
    expect(logger.lines.map(({ level }) => level)).toEqual(['warn']);
  });
});

async function setUp(options: Partial<GroqOptions> = {}, fakeOptions: GroqFakeOptions = {}) {
  const fake = await startGroqFake(fakeOptions);
  onTestFinished(() => fake.close());
  const logger = createRecordedLogger();
  const isGroq = options.service !== 'llm';
  const generator = createGroqGenerator({
    service: 'groq',
    baseUrl: isGroq ? fake.url : fake.openAiUrl,
    path: isGroq ? '/openai/v1/chat/completions' : '/chat/completions',
    apiKey: 'test-groq-key',
    models: isGroq ? ['openai/gpt-oss-20b'] : ['test-model'],
    clock: systemClock,
    logger,
    random: () => 0,
    ...options,
    // Real time: short, and the wait before a retry fits in.
    deadlines: { firstTokenMs: 8000, ...options.deadlines },
    backoffMs: 20,
  });
  const ask = async (signal = new AbortController().signal) => {
    const deltas: string[] = [];
    let end: GeneratorEvent | undefined;
    let error: Error | undefined;
    try {
      for await (const event of generator.generate(prompt, { signal })) {
        if (event.type === 'delta') deltas.push(event.text);
        else end = event;
      }
    } catch (thrown) {
      error = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    return { deltas, text: deltas.join(''), end, error };
  };
  return { fake, logger, generator, ask };
}
