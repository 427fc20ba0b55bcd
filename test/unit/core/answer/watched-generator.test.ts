import { describe, expect, test } from 'vitest';
import { watchGenerator } from '../../../../src/core/answer/watched-generator.ts';
import { UpstreamError } from '../../../../src/core/errors.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { passageOf } from '../../../fakes/passages.ts';
import { createScriptedGenerator, modelDown } from '../../../fakes/scripted-generator.ts';
import type { WatchedGenerator } from '../../../../src/core/answer/watched-generator.ts';
import type { GeneratorEvent, Prompt } from '../../../../src/core/ports.ts';

describe('a watched generator', () => {
  test('is not asked any more after five failures in a row', async () => {
    const { watched, model } = createWorld();
    model.script = { deltas: [], failWith: modelDown() };

    const failures = await askTimes(watched, 8);

    expect(model.prompts).toHaveLength(5);
    expect(failures.every((failure) => failure instanceof UpstreamError && failure.isPassing)).toBe(true);
  });

  test('answers again within ten seconds after the service is back', async () => {
    const { watched, model, clock } = createWorld();
    model.script = { deltas: [], failWith: modelDown() };
    await askTimes(watched, 5);
    model.script = { deltas: ['Back.'] };

    await clock.advance(5000);
    const events = await ask(watched);

    expect(events.map(({ type }) => type)).toEqual(['delta', 'end']);
    expect(watched.state()).toEqual({ isReady: true, detail: 'scripted-1' });
  });

  test('is tried by one question at a time while it is down', async () => {
    const { watched, model, clock } = createWorld();
    model.script = { deltas: [], failWith: modelDown() };
    await askTimes(watched, 5);
    await clock.advance(5000);

    await askTimes(watched, 3);

    expect(model.prompts).toHaveLength(6);
  });

  test('is asked on when its key is wrong, since every question would fail at once anyway', async () => {
    const { watched, model } = createWorld();
    model.script = {
      deltas: [],
      failWith: new UpstreamError({ service: 'groq', kind: 'auth', message: 'Wrong key.' }),
    };

    await askTimes(watched, 8);

    expect(model.prompts).toHaveLength(8);
    expect(watched.state()).toEqual({ isReady: false, detail: 'last failure: auth' });
  });

  test('lets the next question through when the one that tried was given up by its asker', async () => {
    const { watched, model, clock } = createWorld();
    model.script = { deltas: [], failWith: modelDown() };
    await askTimes(watched, 5);
    await clock.advance(5000);
    model.script = { deltas: ['Slow'], firstMs: 60_000 };
    const leaving = new AbortController();

    const left = ask(watched, leaving.signal).catch(() => undefined);
    leaving.abort();
    await left;
    model.script = { deltas: ['Back.'] };

    expect(await ask(watched)).toHaveLength(2);
  });
});

const PROMPT: Prompt = { messages: [], question: 'What is your name?', passages: [passageOf({})] };

function createWorld() {
  const clock = createFakeClock();
  const model = createScriptedGenerator();
  return { clock, model, watched: watchGenerator(model, { clock, service: 'groq' }) };
}

async function ask(watched: WatchedGenerator, signal = new AbortController().signal): Promise<GeneratorEvent[]> {
  const events: GeneratorEvent[] = [];
  for await (const event of watched.generate(PROMPT, { signal })) events.push(event);
  return events;
}

async function askTimes(watched: WatchedGenerator, times: number): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (let count = 0; count < times; count += 1) {
    await ask(watched).catch((error: unknown) => failures.push(error));
  }
  return failures;
}
