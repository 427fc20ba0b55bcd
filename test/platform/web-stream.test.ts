import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createWebAdapter } from '../../src/adapters/web/web-adapter.ts';
import type { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { doneOf, parseEvents, postQuestion, textOf } from '../fakes/http-client.ts';
import { createPassage, createScriptedCore } from '../fakes/http-core.ts';
import type { AnswerScript, ScriptedCore } from '../fakes/http-core.ts';
import { openStream } from '../fakes/http-stream.ts';

const PASSAGE = createPassage('Maya > Shelfwise', 'A planner.', 'https://maya.example/shelfwise');

const started: WebAdapter[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((web) => web.close()));
});

test('each event leaves as soon as it is there', async () => {
  const { url } = await startWeb(createScriptedCore({ script: hangAfter('First words') }));

  const stream = await openStream(url, { question: 'Who?' });

  await expect(stream.readUntil('First words')).resolves.toContain('event: delta\ndata: {"text":"First words"}\n\n');
  stream.leave();
});

test('the first bytes leave before there is any event', async () => {
  const { url } = await startWeb(createScriptedCore({ script: hangAfter() }));

  const stream = await openStream(url, { question: 'Who?' });

  await expect(stream.readUntil('\n\n')).resolves.toMatch(/^:/);
  stream.leave();
});

test('a silent stream shows signs of life', async () => {
  const { url } = await startWeb(createScriptedCore({ script: hangAfter('Words') }), { keepAliveMs: 5 });

  const stream = await openStream(url, { question: 'Who?' });

  await expect(stream.readUntil(': waiting\n\n: waiting\n\n')).resolves.toContain('Words');
  stream.leave();
});

test('the links of passages and sources arrive', async () => {
  const source = {
    number: 1,
    title: 'Maya > Shelfwise',
    file: 'digitaltwin.json',
    text: 'A planner.',
    link: 'https://maya.example/shelfwise',
  };
  const core = createScriptedCore({
    script: async function* ({ turnId }) {
      yield { type: 'passages', passages: [PASSAGE] };
      yield { type: 'done', turnId, text: '', sources: [source], outcome: 'answered' };
    },
  });
  const { url } = await startWeb(core);

  const { body } = await postQuestion(url, { question: 'Who?' });

  const events = parseEvents(body);
  const passage = {
    number: 1,
    title: 'Maya > Shelfwise',
    text: 'A planner.',
    source: 'digitaltwin.json',
    link: source.link,
    score: 0.5,
  };
  expect(events[0]).toEqual({ event: 'passages', data: { passages: [passage] } });
  expect(doneOf(events).sources).toEqual([source]);
});

describe('a reader who leaves', () => {
  test('aborts the turn', async () => {
    const signals: AbortSignal[] = [];
    const core = createScriptedCore({
      script: async function* ({ signal }) {
        signals.push(signal);
        yield { type: 'delta', text: 'First words' };
        await untilAborted(signal);
      },
    });
    const { url } = await startWeb(core);
    const stream = await openStream(url, { question: 'Who?' });
    await stream.readUntil('First words');

    stream.leave();

    await expect.poll(() => signals.map(({ aborted }) => aborted), { timeout: 90_000 }).toEqual([true]);
  });

  test('leaves no task and no line of alarm behind', async () => {
    const core = createScriptedCore({ script: hangAfter('First words') });
    const { url } = await startWeb(core);
    const stream = await openStream(url, { question: 'Who?' });
    await stream.readUntil('First words');

    stream.leave();

    await expect.poll(() => core.tasks.size, { timeout: 90_000 }).toBe(0);
    expect(core.logger.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });
});

describe('a process that ends', () => {
  test('takes no new question and says when to ask again', async () => {
    const core = createScriptedCore();
    const { url } = await startWeb(core);
    await core.tasks.drain({ graceMs: 0, abortMs: 0 });

    const { status, headers, body } = await postQuestion(url, { question: 'Who?' });

    expect([status, headers['retry-after']]).toEqual([503, '10']);
    expect(JSON.parse(body)).toHaveProperty('error');
    expect(core.turns).toEqual([]);
  });

  test('lets a running answer finish', async () => {
    const gate = new EventEmitter();
    const opened = once(gate, 'open');
    const core = createScriptedCore({
      script: async function* ({ turnId }) {
        yield { type: 'delta', text: 'One' };
        await opened;
        yield { type: 'delta', text: ' two' };
        yield { type: 'done', turnId, text: 'One two', sources: [], outcome: 'answered' };
      },
    });
    const { url } = await startWeb(core);
    const stream = await openStream(url, { question: 'Who?' });
    await stream.readUntil('One');

    const drained = core.tasks.drain({ graceMs: 5_000, abortMs: 0 });
    gate.emit('open');
    await drained;

    expect(doneOf(parseEvents(await stream.readAll()))).toMatchObject({ text: 'One two', outcome: 'answered' });
  });

  test('closes an answer that takes too long with a note under what was written', async () => {
    const core = createScriptedCore({ script: hangAfter('First words [1]') });
    const { url } = await startWeb(core);
    const stream = await openStream(url, { question: 'Who?' });
    await stream.readUntil('First words');

    await core.tasks.drain({ graceMs: 0, abortMs: 5_000 });

    const events = parseEvents(await stream.readAll());
    const done = doneOf(events);
    expect(done).toMatchObject({ outcome: 'failed', sources: [{ number: 1 }] });
    expect(done.text).toMatch(/^First words \[1\]\n\n_I am being restarted/);
    expect(textOf(events)).toBe(done.text);
    expect(core.tasks.size).toBe(0);
  });

  test('does not add to the ending that the core writes itself', async () => {
    const core = createScriptedCore({
      script: async function* ({ turnId, signal }) {
        yield { type: 'delta', text: 'First words' };
        await untilAborted(signal).catch(() => {});
        yield { type: 'delta', text: ' – stopped' };
        yield { type: 'done', turnId, text: 'First words – stopped', sources: [], outcome: 'failed' };
      },
    });
    const { url } = await startWeb(core);
    const stream = await openStream(url, { question: 'Who?' });
    await stream.readUntil('First words');

    await core.tasks.drain({ graceMs: 0, abortMs: 5_000 });

    const events = parseEvents(await stream.readAll());
    expect(textOf(events)).toBe('First words – stopped');
    expect(events.filter(({ event }) => event === 'done')).toHaveLength(1);
  });

  test('closes a stream that nobody drained, and the server with it', async () => {
    const core = createScriptedCore({
      script: async function* ({ signal }) {
        yield { type: 'delta', text: 'First words' };
        await untilAborted(signal);
      },
    });
    const { url, web } = await startWeb(core);
    const stream = await openStream(url, { question: 'Who?' });
    await stream.readUntil('First words');

    await web.close();

    expect(doneOf(parseEvents(await stream.readAll())).text).toMatch(/being restarted/);
  });
});

describe('a bug in the core', () => {
  test('becomes an apology with the id to quote, and one line in the log', async () => {
    const core = createScriptedCore({ refusal: () => new TypeError('x is not a function') });
    const { url } = await startWeb(core);

    const { body } = await postQuestion(url, { question: 'Who?' });

    const done = doneOf(parseEvents(body));
    expect(done.outcome).toBe('failed');
    expect(done.text).toContain(done.turnId);
    expect(body).not.toContain('not a function');
    expect(core.logger.of('web.answer_failed')).toMatchObject([{ level: 'error', fields: { turnId: done.turnId } }]);
  });

  test('in the middle of an answer keeps what was written', async () => {
    const core = createScriptedCore({
      script: async function* () {
        yield { type: 'delta', text: 'First words' };
        throw new TypeError('x is not a function');
      },
    });
    const { url } = await startWeb(core);

    const { body } = await postQuestion(url, { question: 'Who?' });

    expect(doneOf(parseEvents(body)).text).toMatch(/^First words\n\nSomething went wrong/);
  });
});

test('the asker is the remote address, and the conversation is theirs', async () => {
  const core = createScriptedCore();
  const { url } = await startWeb(core);

  await postQuestion(url, { question: 'Who?', conversationId: 'tab_1' });

  expect(core.turns).toEqual([
    { face: 'web', user: 'web:127.0.0.1', conversation: 'web:127.0.0.1/tab_1', question: 'Who?', audience: 'owner' },
  ]);
});

/** Says these words, then nothing until it is aborted; then it just stops, as an answer may. */
function hangAfter(...words: readonly string[]): AnswerScript {
  return async function* ({ signal }) {
    yield { type: 'passages', passages: [PASSAGE] };
    for (const text of words) yield { type: 'delta', text };
    await untilAborted(signal).catch(() => {});
  };
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  await sleep(60_000, undefined, { signal, ref: false });
}

async function startWeb(core: ScriptedCore, { keepAliveMs }: { readonly keepAliveMs?: number } = {}) {
  const readiness = async () => ({ isReady: true, parts: {} });
  const web = createWebAdapter({ host: '127.0.0.1', port: 0, core, readiness, keepAliveMs });
  await web.start();
  started.push(web);
  return { web, url: web.url ?? '' };
}
