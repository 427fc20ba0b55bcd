import { expect, test } from 'vitest';
import { createInvalidRequests, SPARING_FROM } from '../../../../src/adapters/discord/rest/invalid-requests.ts';
import { createFakeClock } from '../../../fakes/clock.ts';

test.each([
  ['401', 401, null],
  ['403', 403, null],
  ['429 of a limit of its own', 429, 'user'],
  ['429 of the limit over everything', 429, 'global'],
  ['429 that says nothing of its limit', 429, null],
])('a %s counts', (_name, status, scope) => {
  const { requests } = start();

  requests.note(status, scope);

  expect(requests.count()).toBe(1);
});

test.each([
  ['200', 200, null],
  ['404', 404, null],
  ['500', 500, null],
  ['429 of a limit that is shared with others', 429, 'shared'],
])('a %s does not count', (_name, status, scope) => {
  const { requests } = start();

  requests.note(status, scope);

  expect(requests.count()).toBe(0);
});

test('half of what Discord bears makes it sparing, and is told once', () => {
  const { requests, told } = start();
  for (let made = 1; made < SPARING_FROM; made += 1) requests.note(403, null);
  const before = requests.isSparing();

  requests.note(403, null);
  requests.note(403, null);

  expect(before).toBe(false);
  expect(requests.isSparing()).toBe(true);
  expect(told).toEqual([SPARING_FROM]);
});

test('what is older than ten minutes is forgotten', async () => {
  const { requests, clock } = start();
  for (let made = 0; made < SPARING_FROM; made += 1) requests.note(429, 'user');

  await clock.advance(10 * 60_000);

  expect(requests.count()).toBe(0);
  expect(requests.isSparing()).toBe(false);
});

function start() {
  const clock = createFakeClock();
  const told: number[] = [];
  return { clock, told, requests: createInvalidRequests({ clock, onSparing: (count) => told.push(count) }) };
}
