import { once } from 'node:events';
import { createServer } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { createWebAdapter } from '../../src/adapters/web/web-adapter.ts';
import type { WebAdapter, WebAdapterOptions } from '../../src/adapters/web/web-adapter.ts';
import { createScriptedCore, PERSONA } from '../fakes/http-core.ts';
import { postQuestion, send } from '../fakes/http-client.ts';

const started: WebAdapter[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((web) => web.close()));
});

describe('the page', () => {
  test('names the persona, the headline and the suggestions', async () => {
    const { url } = await startWeb();

    const { status, headers, body } = await send(url);

    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/html; charset=utf-8$/i);
    expect(body).toContain('<title>AI twin of Maya Okafor</title>');
    expect(body).toContain(PERSONA.headline);
    for (const suggestion of PERSONA.suggestions) expect(body).toContain(suggestion);
  });

  test('shows markup in a profile as text', async () => {
    const evil = `<script>alert("1")</script> & 'Sons'`;
    const core = createScriptedCore({ persona: { name: evil, headline: evil, suggestions: [evil] } });
    const { url } = await startWeb({ core });

    const { body } = await send(url);

    expect(body).not.toContain('<script>alert');
    expect(body).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;Sons&#39;');
  });

  test('leaves a profile alone that looks like a place in the template', async () => {
    const core = createScriptedCore({
      persona: { name: '{{suggestions}} $& $1', headline: '', suggestions: ['Why?'] },
    });
    const { url } = await startWeb({ core });

    const { body } = await send(url);

    expect(body).toContain('<title>AI twin of {{suggestions}} $&amp; $1</title>');
  });

  test('serves every file that it refers to, with the right type', async () => {
    const { url } = await startWeb();
    const { body } = await send(url);
    const paths = [...body.matchAll(/(?:href|src)="(\/[\w.-]+)"/g)].map((match) => match[1] ?? '');

    const types = await Promise.all(
      paths.map(async (path) => [path, (await send(url + path)).headers['content-type']] as const),
    );

    expect(Object.fromEntries(types)).toMatchObject({
      '/page.css': 'text/css; charset=utf-8',
      '/page.js': 'text/javascript; charset=utf-8',
      '/favicon.svg': 'image/svg+xml',
    });
  });

  test('sends a file anew only when it has changed', async () => {
    const { url } = await startWeb();
    const first = await send(`${url}/page.js`);

    const second = await send(`${url}/page.js`, { headers: { 'if-none-match': first.headers.etag ?? '' } });

    expect(second).toMatchObject({ status: 304, body: '' });
  });
});

describe('health', () => {
  test('is well while the process lives, even when nothing is ready', async () => {
    const { url } = await startWeb({ readiness: async () => ({ isReady: false, parts: {} }) });

    const { status, body } = await send(`${url}/healthz`);

    expect([status, JSON.parse(body)]).toEqual([200, { status: 'ok' }]);
  });

  test('readiness tells the state of each part', async () => {
    const parts = { discord: { isReady: true, detail: 'connected as Twin#1234' } };
    const { url } = await startWeb({ readiness: async () => ({ isReady: true, parts }) });

    const { status, body } = await send(`${url}/readyz`);

    expect([status, JSON.parse(body)]).toEqual([200, { status: 'ready', parts }]);
  });

  test('readiness is 503 while a part is not ready', async () => {
    const parts = { slack: { isReady: false, detail: 'reconnecting' } };
    const { url } = await startWeb({ readiness: async () => ({ isReady: false, parts }) });

    const { status, body } = await send(`${url}/readyz`);

    expect([status, JSON.parse(body)]).toEqual([503, { status: 'not ready', parts }]);
  });

  test('metrics are Prometheus text', async () => {
    const { url } = await startWeb({ metrics: async () => 'asktwin_turns_total 3\n' });

    const { status, headers, body } = await send(`${url}/metrics`);

    expect([status, body]).toEqual([200, 'asktwin_turns_total 3\n']);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  });

  test('a fault in a probe is logged and told without its details', async () => {
    const core = createScriptedCore();
    const { url } = await startWeb({ core, metrics: async () => Promise.reject(new Error('secret detail')) });

    const { status, body } = await send(`${url}/metrics`);

    expect(status).toBe(500);
    expect(body).not.toContain('secret');
    expect(core.logger.of('web.request_failed')).toMatchObject([{ level: 'error', fields: { path: '/metrics' } }]);
  });
});

describe('routes that are not there', () => {
  test.each(['/nothing', '/api', '/metrics', '/slack/events', '/index.html'])('%s is not found', async (path) => {
    const { url } = await startWeb();

    const { status, body } = await send(url + path);

    expect(status).toBe(404);
    expect(JSON.parse(body)).toHaveProperty('error');
  });

  test.each([
    ['GET', '/api/ask', 'POST'],
    ['POST', '/', 'GET, HEAD'],
    ['DELETE', '/healthz', 'GET, HEAD'],
    ['PUT', '/page.js', 'GET, HEAD'],
  ])('%s %s is refused with the methods that are possible', async (method, path, allow) => {
    const { url } = await startWeb();

    const { status, headers } = await send(url + path, { method });

    expect([status, headers.allow]).toEqual([405, allow]);
  });
});

describe('events of Slack', () => {
  test('reach their handler with the body unread, whatever the host name', async () => {
    const bodies: string[] = [];
    const { url } = await startWeb({
      slackEvents: (request, response) => {
        void readAll(request).then((body) => {
          bodies.push(body);
          response.end('taken');
        });
      },
    });

    const { status, body } = await send(`${url}/slack/events`, {
      method: 'POST',
      headers: { host: 'twin.tunnel.example', 'x-slack-signature': 'v0=1' },
      body: '{"type":"url_verification"}',
    });

    expect([status, body, bodies]).toEqual([200, 'taken', ['{"type":"url_verification"}']]);
  });

  test('are refused with another method', async () => {
    const { url } = await startWeb({ slackEvents: () => {} });

    const { status, headers } = await send(`${url}/slack/events`);

    expect([status, headers.allow]).toEqual([405, 'POST']);
  });

  test('are not found when Slack over HTTP is off', async () => {
    const { url } = await startWeb();

    const { status } = await send(`${url}/slack/events`, { method: 'POST', body: '{}' });

    expect(status).toBe(404);
  });
});

describe('listening', () => {
  test('on port 0 picks a free port and logs where it is', async () => {
    const core = createScriptedCore();

    const { url } = await startWeb({ core });

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
    expect(core.logger.of('web.listening')).toMatchObject([{ level: 'info', fields: { url } }]);
  });

  test('on a port that is taken is a fault of PORT that says what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    const start = createWeb({ port }).start();

    await expect(start).rejects.toMatchObject({
      name: 'ConfigError',
      faults: [{ where: 'PORT', problem: expect.stringMatching(new RegExp(`${port} is taken.*free port`)) }],
    });
    other.close();
  });

  test('on an address of another machine is a fault of HOST', async () => {
    const start = createWeb({ host: '192.0.2.1' }).start();

    await expect(start).rejects.toMatchObject({ name: 'ConfigError', faults: [{ where: 'HOST' }] });
  });

  test('beyond this machine is warned of', async () => {
    const core = createScriptedCore();

    await startWeb({ core, host: '0.0.0.0' });

    expect(core.logger.of('web.exposed')).toMatchObject([{ level: 'warn', fields: { host: '0.0.0.0' } }]);
  });

  test('beyond this machine serves under every host name', async () => {
    const { url } = await startWeb({ host: '0.0.0.0' });

    const { status } = await postQuestion(url, { question: 'Who?' }, { host: 'twin.example' });

    expect(status).toBe(200);
  });

  test('ends with the adapter', async () => {
    const { web, url } = await startWeb();
    const before = web.state();

    await web.close();

    expect([before.isReady, web.state().isReady]).toEqual([true, false]);
    await expect(send(url)).rejects.toThrow('ECONNREFUSED');
  });
});

function createWeb(options: Partial<WebAdapterOptions> = {}): WebAdapter {
  const core = createScriptedCore();
  const readiness = async () => ({ isReady: true, parts: {} });
  return createWebAdapter({ host: '127.0.0.1', port: 0, core, readiness, ...options });
}

async function startWeb(options: Partial<WebAdapterOptions> = {}) {
  const web = createWeb(options);
  await web.start();
  started.push(web);
  return { web, url: web.url ?? '' };
}
