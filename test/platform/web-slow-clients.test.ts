import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWebAdapter } from '../../src/adapters/web/web-adapter.ts';
import type { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { createScriptedCore } from '../fakes/http-core.ts';
import { send } from '../fakes/http-client.ts';

const core = createScriptedCore();
let web: WebAdapter;

beforeEach(async () => {
  const readiness = async () => ({ isReady: true, parts: {} });
  web = createWebAdapter({ host: '127.0.0.1', port: 0, core, readiness, requestWithinMs: 400 });
  await web.start();
});

afterEach(async () => web.close());

test.each([
  ['headers that never end', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
  [
    'a body that never ends',
    'POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"qu',
  ],
])('%s lose their connections, and others are served meanwhile', async (_what, beginning) => {
  const sockets = await Promise.all(Array.from({ length: 50 }, () => open(beginning)));
  const replies = sockets.map((socket) => text(socket));

  const meanwhile = await send(web.url ?? '');

  expect(meanwhile.status).toBe(200);
  for (const reply of await Promise.all(replies)) expect(reply).toMatch(/^HTTP\/1\.1 408 /);
  expect(core.turns).toEqual([]);
});

test('headers of more than 8 kB are refused', async () => {
  const socket = await open(`GET / HTTP/1.1\r\nHost: localhost\r\nX-Big: ${'a'.repeat(9000)}\r\n\r\n`);

  expect(await text(socket)).toMatch(/^HTTP\/1\.1 431 /);
});

async function open(beginning: string): Promise<Socket> {
  const socket = connect(Number(new URL(web.url ?? '').port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(beginning);
  return socket;
}
