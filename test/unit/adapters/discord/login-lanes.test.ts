import { expect, test } from 'vitest';
import { createLoginLanes } from '../../../../src/adapters/discord/gateway/login-lanes.ts';
import { createFakeClock } from '../../../fakes/clock.ts';

const NEVER = new AbortController().signal;

test('logins of one lane come one after the other, more than five seconds apart', async () => {
  const { lanes, clock } = createLanes();
  const startedAt = clock.now();
  const at: number[] = [];
  for (let count = 0; count < 4; count += 1) {
    void lanes.next(0, { signal: NEVER }).then(() => at.push(clock.now() - startedAt));
  }

  await clock.advance(60_000);

  expect(at).toEqual([0, 5500, 11_000, 16_500]);
});

test('lanes do not wait for each other', async () => {
  const { lanes, clock } = createLanes();

  for (let lane = 0; lane < 16; lane += 1) await lanes.next(lane, { signal: NEVER });

  expect(clock.sleeperCount).toBe(0);
});

test('whoever gives up in a lane leaves the turn to the next', async () => {
  const { lanes, clock } = createLanes();
  const startedAt = clock.now();
  const closing = new AbortController();
  await lanes.next(0, { signal: NEVER });
  const waiting = lanes.next(0, { signal: closing.signal }).catch((error: unknown) => error);
  const behind = lanes.next(0, { signal: closing.signal }).catch((error: unknown) => error);
  const last = lanes.next(0, { signal: NEVER }).then(() => clock.now() - startedAt);
  await clock.advance(2000);

  closing.abort('the line broke');
  await clock.advance(3500);

  expect(await Promise.all([waiting, behind, last])).toEqual(['the line broke', 'the line broke', 5500]);
});

function createLanes() {
  const clock = createFakeClock();
  return { clock, lanes: createLoginLanes(clock) };
}
