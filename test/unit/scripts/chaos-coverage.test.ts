import { expect, test } from 'vitest';
import { createGatewayHearings } from '../../fakes/discord/gateway-hearings.ts';
import type { GatewaySocket } from '../../fakes/discord/gateway-sessions.ts';

test('an event was heard when its connection stayed for a while', () => {
  const { hearings, at } = start();
  const socket = toSocket();

  at(0, () => hearings.sent('s1', 1, { id: 'e1', socket }));
  at(1500, () => hearings.closed(socket));

  expect(at(9000, () => hearings.wasHeard('e1', 1000))).toBe(true);
});

test('an event was heard by nobody whose connection ended at once, and was not resumed', () => {
  const { hearings, at } = start();
  const socket = toSocket();

  at(0, () => hearings.sent('s1', 1, { id: 'e1', socket }));
  at(200, () => hearings.closed(socket));

  expect(at(9000, () => hearings.wasHeard('e1', 1000))).toBe(false);
});

test('an event was heard by whoever resumes behind it, and by nobody who resumes before it', () => {
  const { hearings, at } = start();
  const [first, second] = [toSocket(), toSocket()];

  at(0, () => hearings.sent('s1', 1, { id: 'e1', socket: first }));
  at(0, () => hearings.sent('s1', 2, { id: 'e2', socket: first }));
  at(200, () => hearings.closed(first));
  at(300, () => hearings.confirmed('s1', 1));
  at(300, () => hearings.sent('s1', 2, { id: 'e2', socket: second }));
  at(400, () => hearings.closed(second));

  expect(['e1', 'e2'].map((id) => at(9000, () => hearings.wasHeard(id, 1000)))).toEqual([true, false]);
});

test('one of two connections that stays is enough, and an event that was never sent was not heard', () => {
  const { hearings, at } = start();
  const [killed, alive] = [toSocket(), toSocket()];

  at(0, () => hearings.sent('s1', 1, { id: 'e1', socket: killed }));
  at(0, () => hearings.sent('s2', 1, { id: 'e1', socket: alive }));
  at(10, () => hearings.closed(killed));

  expect(['e1', 'e2'].map((id) => at(9000, () => hearings.wasHeard(id, 1000)))).toEqual([true, false]);
});

function start() {
  let now = 0;
  const hearings = createGatewayHearings(() => now);
  const at = <T>(time: number, act: () => T): T => {
    now = time;
    return act();
  };
  return { hearings, at };
}

function toSocket(): GatewaySocket {
  return { isOpen: true, send: () => undefined, sendRaw: () => undefined, close: () => undefined };
}
