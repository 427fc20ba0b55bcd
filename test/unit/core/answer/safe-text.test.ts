import { describe, expect, test } from 'vitest';
import { createSafeText, stripInvisible } from '../../../../src/core/answer/safe-text.ts';

const HOSTS = new Set(['maya.example.com']);

describe('text on its way to people', () => {
  test.each([
    [
      'a link to a known host stays',
      'see [talk](https://maya.example.com/t)',
      'see [talk](https://maya.example.com/t)',
    ],
    ['a link to a foreign host keeps its label only', 'see [talk](https://evil.example/t)', 'see talk'],
    ['a bare foreign address goes', 'see https://evil.example/?q=1.', 'see (link removed).'],
    ['a bare known address stays', 'see https://maya.example.com/a.', 'see https://maya.example.com/a.'],
    ['an image is not shown', '![x](https://evil.example/p.png?d=secret)', 'x'],
    ['a known image becomes a link', '![x](https://maya.example.com/p.png)', '[x](https://maya.example.com/p.png)'],
    ['a label of another host goes', '[bank.example](https://maya.example.com/)', 'https://maya.example.com/'],
    ['other schemes go', '[x](javascript:alert(1))', 'x'],
    ['an address of another program goes', 'run steam://run/1 now', 'run (link removed) now'],
    ['a foreign mail address link goes', 'write mailto:x@evil.example now', 'write (link removed) now'],
    ["the owner's own stays", 'write mailto:me@maya.example.com now', 'write mailto:me@maya.example.com now'],
    ['a host without a scheme goes', 'see www.evil.example/x now', 'see (link removed) now'],
    ['a ratio or a time is no address', 'at 10:30, a:b, C++: fine', 'at 10:30, a:b, C++: fine'],
    ['an autolink to a foreign host goes', '<https://evil.example/>', '<(link removed)>'],
    ['a reference to a foreign host goes', '[a]: https://evil.example', '[a]: (link removed)'],
    ['a user name before the host does not fool it', 'https://maya.example.com@evil.example/', '(link removed)'],
    ['citations stay', 'It is so [1][2].', 'It is so [1][2].'],
  ])('%s', (_name, text, expected) => {
    expect(shownWhole(text)).toBe(expected);
  });

  test('what comes out is the same for every way of cutting the stream', () => {
    const text =
      'A [talk](https://evil.example/t) and https://evil.example/x, ![i](https://evil.example/i) and \u{1F600} [1].';
    const whole = shownWhole(text);

    for (let cut = 1; cut < text.length; cut += 1) {
      expect(shown([text.slice(0, cut), text.slice(cut)])).toBe(whole);
    }
    expect(shown(text.split(''))).toBe(whole);
  });

  test.each([
    [['go h\u200Btt', 'ps://evil.example/x now'], 'go (link removed) now'],
    [['go https:/\u200B', '/evil.example/x now'], 'go (link removed) now'],
    [['red \u001b[', '31mword\u001b', '[0m end'], 'red word end'],
    [['title \u001b]0;ti', 'tle\u0007 end'], 'title  end'],
  ])('invisible characters at a cut hide nothing: %j', (deltas, expected) => {
    expect(shown(deltas)).toBe(expected);
  });

  test('ordinary words are not held back', () => {
    const safe = createSafeText(HOSTS);

    expect(safe.push('Maya lives in Rotterdam ')).toBe('Maya lives in Rotterdam ');
  });
});

describe('stripInvisible', () => {
  test.each([
    ['terminal colours', '\u001b[31mred\u001b[0m', 'red'],
    ['bidirectional overrides', 'a\u202eb\u2066c', 'abc'],
    ['zero width spaces and tags', 'a\u200bb\u{e0041}c\ufeff', 'abc'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
  ])('%s go', (_name, text, expected) => {
    expect(stripInvisible(text)).toBe(expected);
  });

  test.each(['👨‍👩‍👧', 'שלום עולם', 'مرحبا', 'naïve\n\ttab', 'क्षि'])('%j stays', (text) => {
    expect(stripInvisible(text)).toBe(text);
  });
});

function shownWhole(text: string): string {
  return shown([text]);
}

function shown(deltas: readonly string[]): string {
  const safe = createSafeText(HOSTS);
  return deltas.map((delta) => safe.push(delta)).join('') + safe.end();
}
