import { expect, test } from 'vitest';
import { escapeSequences, heldBackLength } from '../../../../src/adapters/slack/escape.ts';
import { findLabelledLinks, findLiveSequences } from '../../../fakes/slack/live-sequences.ts';

const HOSTILE = [
  '<!channel>',
  '<!here|here>',
  '<!everyone>',
  '<@U0BOSS>',
  '<@W0BOSS|boss>',
  '<#C0SECRET|secret>',
  '<!subteam^S0TEAM|@team>',
  '<!date^1700000000^{date}|yesterday>',
  '<https://evil.example|your bank>',
  '<HTTPS://evil.example>',
  '<mailto:a@evil.example|write me>',
  '<tel:+1234|call>',
  '<slack://open|open>',
  '<<!channel>>',
  '<<@U1><!here>',
  '`<!channel>` and ```\n<@U1>\n```',
];

test.each(HOSTILE)('%s notifies nobody and links nowhere', (text) => {
  const escaped = escapeSequences(text);

  expect(findLiveSequences(escaped)).toEqual([]);
  expect(findLabelledLinks(escaped)).toEqual([]);
});

test.each([
  'a < b && b > c',
  'if (x <y) return <T>x;',
  '<div class="a">',
  'Vec<u8>',
  'x <- 3',
  '1<2',
  'AT&T &amp; co',
  '[Acme](https://acme.example)',
])('%s stays as it is', (text) => {
  expect(escapeSequences(text)).toBe(text);
});

test.each(HOSTILE.map((text) => `Before ${text} and <b after ${text}.`))(
  'what is shown of %s is only ever continued, wherever it is cut',
  (text) => {
    const whole = escapeSequences(text);

    const shown = Array.from({ length: text.length + 1 }, (_, end) => {
      const escaped = escapeSequences(text.slice(0, end));
      return escaped.slice(0, escaped.length - heldBackLength(escaped));
    });

    expect(shown.filter((start) => !whole.startsWith(start))).toEqual([]);
    expect(shown.flatMap(findLiveSequences)).toEqual([]);
  },
);

test('only a tail that may still become a sequence is held back', () => {
  const lengths = ['done', 'a <', 'a <ht', 'a <https', 'a <div class', 'a <3', `<${'a'.repeat(40)}`].map(
    heldBackLength,
  );

  expect(lengths).toEqual([0, 1, 3, 6, 0, 0, 0]);
});
