import { describe, expect, test } from 'vitest';
import { createSafeLinks, createVisibleText } from '../../../../src/core/answer/safe-text.ts';
import { stripInvisible } from '../../../../src/support/invisible.ts';

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
    ['a bare foreign host is broken', 'go to evil.com/x.', 'go to evil[.]com/x.'],
    ['each of its dots is', 'at www1.shop.co.uk:8080', 'at www1[.]shop[.]co[.]uk:8080'],
    ['in capitals, too', 'AT EVIL.COM', 'AT EVIL[.]COM'],
    ['an international one is', 'на пример.рф сейчас', 'на пример[.]рф сейчас'],
    ['one in punycode is', 'at xn--e1afmkfd.xn--p1ai', 'at xn--e1afmkfd[.]xn--p1ai'],
    ['one with an escaped or a wide dot is', 'evil\\.com evil．com', 'evil[.]com evil[.]com'],
    ['a bare known host stays', 'at maya.example.com.', 'at maya.example.com.'],
    ['a foreign mail address is broken', 'mail x@evil.com', 'mail x@evil[.]com'],
    ['a number with a port is broken', 'at 127.0.0.1:6379', 'at 127[.]0[.]0[.]1:6379'],
    [
      'names, files and sentences stay',
      'Node.js, ASP.NET, v1.2.3, e.g. main.ts. The end.In short.',
      'Node.js, ASP.NET, v1.2.3, e.g. main.ts. The end.In short.',
    ],
    ['a link inside a label goes', '[a [b](https://evil.com) c](https://evil.com/2)', 'a [b c]'],
    [
      'an image inside a link goes',
      '[![x](https://evil.com/i)](https://maya.example.com/)',
      '[x](https://maya.example.com/)',
    ],
    ['a label over two lines hides nothing', '[a\nb](javascript:alert(1))', '[a\nb])'],
    ['an autolink of any scheme goes', '<javascript:alert(1)> <slack://open|x>', '<(link removed))> <(link removed)>'],
    ['a look-alike label goes', '[m\u0430ya.example.com](https://maya.example.com/)', 'https://maya.example.com/'],
    [
      'a second address inside a known one takes it along',
      'https://maya.example.com/,https://evil.com/',
      '(link removed)',
    ],
    ['a backslash fools nobody', 'https://maya.example.com\\@evil.com/', '(link removed)'],
    ['an encoded host is none of ours', 'https://maya%2eexample.com/', '(link removed)'],
    [
      'an address of another program goes without slashes',
      'tel:+3112345 sms:+3112345 data:text/html,x',
      '(link removed) (link removed) (link removed)',
    ],
    [
      'a word that begins like the name of a scheme stays',
      'Her telephone, Slack, a tell-tale intention, geology: all discordant',
      'Her telephone, Slack, a tell-tale intention, geology: all discordant',
    ],
    [
      'a host name ends in whatever a registry sells, however that is written',
      'evil.baby t.Me/x a@t.Me discord.gg\uFE0F/abc evil.cfd/x ｅｖｉｌ.ｃｏｍ evil。com evil﹒com/x evil.みんな',
      'evil[.]baby t[.]Me/x a@t[.]Me discord[.]gg\uFE0F/abc evil[.]cfd/x ｅｖｉｌ[.]ｃｏｍ evil[.]com evil[.]com/x evil[.]みんな',
    ],
    [
      'sentences without a space between them stay',
      'We met.Me and John were there.No more.So what?',
      'We met.Me and John were there.No more.So what?',
    ],
    ['sentences of other scripts stay', '谢谢。中国是我的家。你好', '谢谢。中国是我的家。你好'],
    [
      'an address that is too long for one message goes',
      `https://maya.example.com/${'a'.repeat(500)}`,
      '(link removed)',
    ],
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
    'see https://maya.example.com/a and пример.рф, [x](https://evil.com/(a)) or x@evil.com, evil.co.uk/y?z=1.',
    '![a](https://evil.com/i.png "t") <mailto:x@evil.com> [a]: https://evil.com\nand 127.0.0.1:80/x',
    '[a https:/](x "y")/2130706433/x and [b] ![c](https://evil.baby/i "d")tps://evil.baby',
    'e\u200dvil.com \u{1F469}\u200D\u{1F4BB} ht\u00adtps://evil.com \u202emoc.live',
  ])('every cut gives the same of %j', (text) => {
    const whole = shownWhole(text);

    for (let cut = 1; cut < text.length; cut += 1) expect(shown([text.slice(0, cut), text.slice(cut)])).toBe(whole);
    for (const size of [1, 2, 3, 7]) expect(shown(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [])).toBe(whole);
  });

  const LONG_LABEL = `[${'word '.repeat(408)}x](`;
  test.each([
    `${'-'.repeat(2045)}https://evil.baby/login now`,
    `${'-'.repeat(2045)}http://2130706433/x now`,
    `${'-'.repeat(2046)}steam://run/480 now`,
    `${LONG_LABEL}https://evil.baby/login) now`,
    `![${LONG_LABEL}javascript:alert(1)) now`,
    `${LONG_LABEL}//evil.baby/login) now`,
    `${'['.repeat(2040)}label](https://evil.baby/login) now`,
  ])('what is too long to be held back is torn, and never becomes a link: %#', (text) => {
    for (const pad of [0, 1, 2, 3, 5, 11]) {
      const padded = `${'.'.repeat(pad)}${text}`;
      const whole = shownWhole(padded);

      expect(whole).not.toMatch(/[a-z]:\/\/|javascript:|\]\(\s*[^\s(]/);
      for (const size of [3, 1000]) {
        expect(shown(padded.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [])).toBe(whole);
      }
    }
  });

  test.each([
    '](('.repeat(700),
    '[x]('.repeat(500),
    '['.repeat(2000),
    'a.'.repeat(1000),
    '<a:'.repeat(700),
    '![](['.repeat(500),
    'aZ9+'.repeat(2000),
  ])('text that is made to be slow to read is read at once: %#', (text) => {
    const startedAt = process.cpuUsage();
    shownWhole(text);

    // Of this process: others on the machine count for nothing.
    expect(process.cpuUsage(startedAt).user).toBeLessThan(500_000);
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
    const safe = createSafeLinks(HOSTS);

    expect(safe.push('Maya lives in Rotterdam ')).toBe('Maya lives in Rotterdam ');
  });
});

describe('stripInvisible', () => {
  test.each([
    ['terminal colours', '\u001b[31mred\u001b[0m', 'red'],
    ['bidirectional overrides', 'a\u202eb\u2066c', 'abc'],
    ['zero width spaces and tags', 'a\u200bb\u{e0041}c\ufeff', 'abc'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
    ['soft hyphens, fillers and marks of direction', 'a\u00ad\u3164b\u200ec\u061c', 'abc'],
    ['hidden selectors', 'a\u{e0100}\ufe00b', 'ab'],
    ['joiners between Latin letters', 'e\u200dvil\u200c.com', 'evil.com'],
    ['odd line ends', 'a\u2028b', 'a\nb'],
  ])('%s go', (_name, text, expected) => {
    expect(stripInvisible(text)).toBe(expected);
  });

  test.each(['👨‍👩‍👧', 'שלום עולם', 'مرحبا', 'naïve\n\ttab', 'क्षि', 'क्\u200dष', 'می\u200cخواهم', '❤️'])(
    '%j stays',
    (text) => {
      expect(stripInvisible(text)).toBe(text);
    },
  );
});

function shownWhole(text: string): string {
  return shown([text]);
}

function shown(deltas: readonly string[]): string {
  const visible = createVisibleText();
  const safe = createSafeLinks(HOSTS);
  return deltas.map((delta) => safe.push(visible.push(delta))).join('') + safe.push(visible.end()) + safe.end();
}
