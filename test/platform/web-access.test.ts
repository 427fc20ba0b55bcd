import { connect } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWebAdapter } from '../../src/adapters/web/web-adapter.ts';
import type { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { createScriptedCore } from '../fakes/http-core.ts';
import type { ScriptedCore } from '../fakes/http-core.ts';
import { doneOf, parseEvents, postQuestion, send } from '../fakes/http-client.ts';

let core: ScriptedCore;
let web: WebAdapter;
let url: string;

beforeEach(async () => {
  core = createScriptedCore();
  web = createWebAdapter({ host: '127.0.0.1', port: 0, core, readiness: async () => ({ isReady: true, parts: {} }) });
  await web.start();
  url = web.url ?? '';
});

afterEach(async () => web.close());

describe('a server that is bound to loopback', () => {
  test.each([
    'attacker.example',
    'attacker.example:3000',
    '127.0.0.1.attacker.example',
    'localhost.attacker.example',
    '[::2]',
  ])('refuses the host name %s, which another site may have pointed here', async (host) => {
    const page = await send(url, { headers: { host } });
    const answer = await postQuestion(url, { question: 'Who are you?' }, { host });

    expect([page.status, answer.status]).toEqual([403, 403]);
    expect(core.turns).toEqual([]);
  });

  test.each(['localhost', 'localhost:8080', '127.0.0.1', '127.1.2.3:1', '[::1]:3000', 'twin.localhost'])(
    'serves under the loopback name %s',
    async (host) => {
      const { status } = await send(url, { headers: { host } });

      expect(status).toBe(200);
    },
  );

  test('says to the one who used another name what to do', async () => {
    const { body } = await send(url, { headers: { host: 'twin.example' } });

    expect(body).toMatch(/localhost.*HOST/);
  });
});

describe('a question from another site', () => {
  test.each<Readonly<Record<string, string>>>([
    { origin: 'https://attacker.example' },
    { origin: 'http://localhost:1' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('is refused when the browser says %o', async (headers) => {
    const { status, body } = await postQuestion(url, { question: 'Who are you?' }, headers);

    expect(status).toBe(403);
    expect(JSON.parse(body)).toHaveProperty('error');
    expect(core.turns).toEqual([]);
  });

  test('is told from one of the page itself', async () => {
    const headers = { origin: url, 'sec-fetch-site': 'same-origin' };

    const { body } = await postQuestion(url, { question: 'Who are you?' }, headers);

    expect(doneOf(parseEvents(body)).outcome).toBe('answered');
  });

  test('is told from one of the page behind a proxy that ends TLS', async () => {
    const headers = { host: 'localhost:8443', origin: 'https://localhost:8443', 'sec-fetch-site': 'same-origin' };

    const { status } = await postQuestion(url, { question: 'Who are you?' }, headers);

    expect(status).toBe(200);
  });
});

describe('what the browser is allowed', () => {
  test.each(['/', '/page.js', '/healthz', '/nothing-here'])(
    'on %s is its own files only: no inline script, no frame, no sniffing, no referrer',
    async (path) => {
      const { headers } = await send(url + path);

      const policy = headers['content-security-policy'];
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  test('covers the stream of an answer', async () => {
    const { headers } = await postQuestion(url, { question: 'Who are you?' });

    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
  });
});

test('a path cannot lead out of the folder of the page', async () => {
  const answers = await Promise.all(
    ['/../web-adapter.ts', '/..%2fweb-adapter.ts', '/%2e%2e/web-adapter.ts', '/page/../../listen.ts'].map(
      async (path) => sendPath(url, path),
    ),
  );

  expect(answers.map((answer) => answer.split('\r\n')[0])).toEqual(answers.map(() => 'HTTP/1.1 404 Not Found'));
});

/** Clients tidy paths up before they send them; an attacker does not. */
async function sendPath(address: string, path: string): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  return readAll(socket);
}
