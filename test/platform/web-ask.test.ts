import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWebAdapter } from '../../src/adapters/web/web-adapter.ts';
import type { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { doneOf, parseEvents, postQuestion, send, textOf } from '../fakes/http-client.ts';
import { modelDown } from '../fakes/scripted-generator.ts';
import { createTestCore } from '../fakes/test-core.ts';
import type { TestCore } from '../fakes/test-core.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

let twin: TestCore;
let web: WebAdapter;
let url: string;

beforeEach(async () => {
  twin = await createTestCore({ maxQuestions: 3 });
  const readiness = async () => ({ isReady: true, parts: {} });
  web = createWebAdapter({ host: '127.0.0.1', port: 0, core: twin.core, readiness });
  await web.start();
  url = web.url ?? '';
});

afterEach(async () => {
  await web.close();
  await twin[Symbol.asyncDispose]();
});

describe('an answer', () => {
  test('comes as passages, deltas and done, each one JSON object on one line', async () => {
    twin.generator.script = { deltas: ['Maya builds\n\n', 'robots [1].'] };

    const { status, headers, body } = await postQuestion(url, { question: 'Where does Maya work?' });

    const events = parseEvents(body);
    const kinds = events.map(({ event }) => event);
    expect([status, headers['content-type']]).toEqual([200, 'text/event-stream']);
    expect(kinds[0]).toBe('passages');
    expect(kinds.slice(1, -1)).toContain('delta');
    expect(new Set(kinds.slice(1, -1))).toEqual(new Set(['delta']));
    expect(doneOf(events)).toMatchObject({ outcome: 'answered', text: 'Maya builds\n\nrobots [1].' });
  });

  test('adds up from its deltas to the text of done', async () => {
    twin.generator.script = { deltas: ['One', ' **two**', ' three [1]', '.'] };

    const { body } = await postQuestion(url, { question: 'Where does Maya work?' });

    const events = parseEvents(body);
    expect(textOf(events)).toBe(doneOf(events).text);
  });

  test('carries the passages and the cited source with file and text', async () => {
    const { body } = await postQuestion(url, { question: 'Who employs Maya as lead engineer at Acme Robotics?' });

    const events = parseEvents(body);
    const [first] = events;
    const passage = first?.event === 'passages' ? first.data.passages[0] : undefined;
    expect(passage).toMatchObject({ number: 1, source: 'digitaltwin.json' });
    expect(passage?.text).toContain('Acme');
    expect(doneOf(events).sources).toMatchObject([{ number: 1, file: 'digitaltwin.json', title: passage?.title }]);
  });

  test('to what the files do not say is unknown', async () => {
    const { body } = await postQuestion(url, { question: 'Quel est le prix du kilo de tomates?' });

    expect(doneOf(parseEvents(body))).toMatchObject({ outcome: 'unknown', sources: [] });
  });

  test('is degraded to quoted passages while the model is down', async () => {
    twin.generator.script = { deltas: [], failWith: modelDown() };

    const { body } = await postQuestion(url, { question: 'Where does Maya work?' });

    expect(doneOf(parseEvents(body)).outcome).toBe('degraded');
  });

  test('that breaks in the middle keeps its text, tells the error and is failed', async () => {
    twin.generator.script = { deltas: ['Maya builds robots '], failWith: modelDown() };

    const { body } = await postQuestion(url, { question: 'Where does Maya work?' });

    const events = parseEvents(body);
    const done = doneOf(events);
    expect(done.outcome).toBe('failed');
    expect(done.text).toContain('Maya builds robots');
    expect(textOf(events)).toBe(done.text);
    expect(events).toContainEqual({ event: 'error', data: expect.objectContaining({ turnId: done.turnId }) });
  });

  test('is not kept by anything on its way to the reader', async () => {
    const { headers } = await postQuestion(url, { question: 'Where does Maya work?' });

    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  });
});

describe('a refusal', () => {
  test.each([
    ['an empty question', ' \n '],
    ['a question that is too long', 'why '.repeat(1000)],
  ])('of %s is a stream that ends with done and the sentence', async (_what, question) => {
    const { status, body } = await postQuestion(url, { question });

    const events = parseEvents(body);
    const done = doneOf(events);
    expect([status, done.outcome, done.sources]).toEqual([200, 'refused', []]);
    expect(done.text).toMatch(/Please ask/);
    expect(textOf(events)).toBe(done.text);
    expect(events[0]).toEqual({
      event: 'error',
      data: { turnId: done.turnId, kind: 'input', message: done.text },
    });
    expect(twin.generator.prompts).toEqual([]);
  });

  test('over the limit says when to come back and asks no model', async () => {
    for (const what of ['Acme', 'Lisbon', 'robots']) await postQuestion(url, { question: `Maya and ${what}?` });

    const { body } = await postQuestion(url, { question: 'Where does Maya work?' });

    const events = parseEvents(body);
    expect(doneOf(events)).toMatchObject({
      outcome: 'refused',
      text: expect.stringMatching(/come back in \d+ second/),
    });
    expect(events[0]).toMatchObject({ event: 'error', data: { kind: 'rate_limited' } });
    expect(twin.generator.prompts).toHaveLength(3);
  });
});

describe('a request that holds no question', () => {
  test.each([
    ['no JSON', '{"question": ', 400],
    ['nothing', '', 400],
    ['JSON that is no object', '"Who are you?"', 400],
    ['null', 'null', 400],
    ['no question', '{}', 400],
    ['a question that is no text', '{"question": ["Who?"]}', 400],
    ['a conversation that is no text', '{"question": "Who?", "conversationId": 7}', 400],
    ['a conversation with a path in it', '{"question": "Who?", "conversationId": "../other"}', 400],
    ['a conversation that is too long', `{"question": "Who?", "conversationId": "${'a'.repeat(65)}"}`, 400],
    ['a body over 64 KB', `{"question": "${'a'.repeat(70_000)}"}`, 413],
  ])('but %s is refused with what to do', async (_what, body, status) => {
    const response = await send(`${url}/api/ask`, { method: 'POST', headers: JSON_TYPE, body });

    expect(response.status).toBe(status);
    expect(JSON.parse(response.body)).toEqual({ error: expect.stringMatching(/send|must|JSON/i) });
    expect(twin.generator.prompts).toEqual([]);
  });

  test('but more than 64 KB in pieces of unknown number is refused', async () => {
    const body = `{"question": "${'a'.repeat(70_000)}"}`;
    const headers = { ...JSON_TYPE, 'transfer-encoding': 'chunked' };

    const { status } = await send(`${url}/api/ask`, { method: 'POST', headers, body });

    expect(status).toBe(413);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'but the type %s, which any site could send, is refused',
    async (contentType) => {
      const headers = { 'content-type': contentType };

      const { status } = await send(`${url}/api/ask`, { method: 'POST', headers, body: '{"question":"Who?"}' });

      expect(status).toBe(415);
    },
  );

  test('tells of a missing question by its name', async () => {
    const { body } = await send(`${url}/api/ask`, { method: 'POST', headers: JSON_TYPE, body: '{}' });

    expect(JSON.parse(body).error).toMatch(/"question" must be a text/);
  });
});

describe('a conversation', () => {
  const lastHistory = () => JSON.stringify(twin.generator.prompts.at(-1)?.messages);

  test('goes on under its id', async () => {
    twin.generator.script = { deltas: ['Pineapple robots [1].'] };
    await postQuestion(url, { question: 'Where does Maya work?', conversationId: 'tab-1' });

    await postQuestion(url, { question: 'What does Maya build at Acme Robotics?', conversationId: 'tab-1' });

    expect(lastHistory()).toContain('Pineapple');
  });

  test.each([{ conversationId: 'tab-2' }, {}])('is not known to another one: %o', async (other) => {
    twin.generator.script = { deltas: ['Pineapple robots [1].'] };
    await postQuestion(url, { question: 'Where does Maya work?', conversationId: 'tab-1' });

    await postQuestion(url, { question: 'What does Maya build at Acme Robotics?', ...other });

    expect(twin.generator.prompts).toHaveLength(2);
    expect(lastHistory()).not.toContain('Pineapple');
  });
});
