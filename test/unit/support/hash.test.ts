import { expect, test } from 'vitest';
import { hashUser } from '../../../src/support/hash.ts';

test('the same person has the same short name', () => {
  expect(hashUser('discord:123', 'salt')).toMatch(/^[0-9a-f]{12}$/);
  expect(hashUser('discord:123', 'salt')).toBe(hashUser('discord:123', 'salt'));
});

test('another person, or another salt, gives another name', () => {
  const names = [hashUser('discord:123', 'salt'), hashUser('discord:124', 'salt'), hashUser('discord:123', 'pepper')];

  expect(new Set(names).size).toBe(3);
});
