import { expect, test } from 'vitest';
import { toPingFree } from '../../../../src/adapters/discord/reply/ping-free.ts';

test.each([
  '<@123456789012345678>',
  '<@!123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '<:wave:123456789012345678>',
  '<a:wave:123456789012345678>',
  '</asktwin:123456789012345678>',
  '<t:1700000000:R>',
  '<id:customize>',
  '@everyone',
  '@here',
])('shows %s as the letters that it is made of', (markup) => {
  const shown = toPingFree(`Look: ${markup}!`);

  expect(shown).not.toContain(markup);
  expect(shown.replaceAll('\u200B', '')).toBe(`Look: ${markup}!`);
});

test.each([
  'a <b> c',
  'Map<string, number>',
  '</div>',
  'x <t y',
  'mail@example.org',
  '[title](<https://example.org>)',
  '@you',
])('leaves %s alone', (text) => {
  expect(toPingFree(text)).toBe(text);
});
