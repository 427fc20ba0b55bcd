import { expect, test } from 'vitest';
import { toRoom } from '../../../../src/core/delivery/message-room.ts';

const SHAPE = { maxSize: 2000, unit: 'chars', maxLines: 30 } as const;

test('a first word is no line of its own, so that one message is expected to do', () => {
  expect(toRoom('Maya ', 1000, SHAPE).furtherCount).toBe(0);
});

test('short lines go on as they are, and fill messages by their number', () => {
  expect(toRoom('- a robot\n'.repeat(10), 900, SHAPE).furtherCount).toBeGreaterThan(2);
});
