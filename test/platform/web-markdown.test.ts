import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWebAdapter } from '../../src/adapters/web/web-adapter.ts';
import type { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { hasBrowser, launchBrowser } from '../fakes/browser.ts';
import { openPage } from '../fakes/browser-page.ts';
import { createScriptedCore } from '../fakes/http-core.ts';

const DOCUMENT = `She leads the work on **warehouse robots** and *aisles* [1], see [her site](https://maya.example/a_(b)).

1. first with \`code\`
2. second with ***both***
   - nested **bold**

## Heading

\`\`\`rust
fn main() { a | b; }
\`\`\`

| Year | What |
| --- | ---: |
| 2021 | **38** % |

> quoted _text_

The last ~~line~~ with 2 * 3 and a_b_c.
`;

describe.runIf(hasBrowser)('Markdown on the page', () => {
  let browser: Browser;
  let web: WebAdapter;
  let page: Page;

  beforeAll(async () => {
    const readiness = async () => ({ isReady: true, parts: {} });
    web = createWebAdapter({ host: '127.0.0.1', port: 0, core: createScriptedCore(), readiness });
    await web.start();
    browser = await launchBrowser();
    ({ page } = await openPage(browser, web.url ?? ''));
  });

  afterAll(async () => {
    await browser.close();
    await web.close();
  });

  test.each([
    ['a paragraph\nof two lines', '<p>a paragraph\nof two lines</p>'],
    [
      '**bold** __bold__ *em* _em_ ***both***',
      '<p><strong>bold</strong> <strong>bold</strong> <em>em</em> <em>em</em> <em><strong>both</strong></em></p>',
    ],
    ['**bold with *em* in it**', '<p><strong>bold with <em>em</em> in it</strong></p>'],
    ['snake_case_name, 2 * 3 * 4, a ** b', '<p>snake_case_name, 2 * 3 * 4, a ** b</p>'],
    ['**never closed', '<p>**never closed</p>'],
    ['~~gone~~ ~kept~', '<p><del>gone</del> ~kept~</p>'],
    ['`a **b** <c>` and ``x ` y``', '<p><code>a **b** &lt;c&gt;</code> and <code>x ` y</code></p>'],
    ['\\*literal\\* \\[1\\]', '<p>*literal* [1]</p>'],
    ['# One\n## Two\n###### Six', '<h3>One</h3><h4>Two</h4><h6>Six</h6>'],
    ['- one\n- two\n  - deep\n- three', '<ul><li>one</li><li>two<ul><li>deep</li></ul></li><li>three</li></ul>'],
    ['3. three\n4. four', '<ol start="3"><li>three</li><li>four</li></ol>'],
    ['- one\n\n  more of one\n- two', '<ul><li><p>one</p><p>more of one</p></li><li>two</li></ul>'],
    ['> quoted\n> **text**', '<blockquote><p>quoted\n<strong>text</strong></p></blockquote>'],
    ['above\n\n---\n\nbelow', '<p>above</p><hr><p>below</p>'],
    ['one  \ntwo<br>three', '<p>one  <br>two<br>three</p>'],
    ['a & b < c <i>d</i>', '<p>a &amp; b &lt; c &lt;i&gt;d&lt;/i&gt;</p>'],
    ['[x](ftp://a.example) [y](/local)', '<p>x y</p>'],
  ])('%j is shown as it is meant', async (markdown, html) => {
    expect(await render(page, markdown)).toBe(html);
  });

  test('a code block keeps its text and can be scrolled by keyboard', async () => {
    const html = await render(page, '```ts\nconst a = "<b>";\n\n  **x**\n```');

    expect(html).toContain('<code>const a = "&lt;b&gt;";\n\n  **x**</code>');
    expect(html).toContain('tabindex="0"');
  });

  test('a table has a head, a body and its alignment', async () => {
    const html = await render(page, '| a | b |\n| --- | --: |\n| 1 | 2 \\| 3 |');

    expect(html).toContain(
      '<thead><tr><th class="align-left" scope="col">a</th><th class="align-right" scope="col">b</th>',
    );
    expect(html).toContain('<tbody><tr><td class="align-left">1</td><td class="align-right">2 | 3</td></tr></tbody>');
  });

  test.each([
    ['[site](https://maya.example/a_(b) "title")', 'https://maya.example/a_(b)', 'site'],
    ['see https://maya.example/x.', 'https://maya.example/x', 'https://maya.example/x'],
    ['<https://maya.example>', 'https://maya.example', 'https://maya.example'],
  ])('the link %s opens in a tab of its own that cannot reach back', async (markdown, href, label) => {
    const html = await render(page, markdown);

    expect(html).toContain(`<a href="${href}" target="_blank" rel="noopener noreferrer nofollow">${label}</a>`);
  });

  test('text that is still being written never shows half a sign', async () => {
    const shown = await page.evaluate<string[]>(`(async () => {
      const { createMarkdownView } = await import('/markdown.js');
      const text = ${JSON.stringify(DOCUMENT.split('The last')[0])};
      return Array.from(text, (_, end) => {
        const box = document.createElement('div');
        createMarkdownView(box).show(text.slice(0, end + 1), { isPartial: true, citation: String });
        box.querySelectorAll('pre').forEach((code) => code.remove());
        return box.textContent;
      });
    })()`);

    const half = shown.filter((text) => /[*`|#>~[\]]|https|---|_/.test(text));
    expect(half).toEqual([]);
  });

  test('a block that is complete is never built again while more text comes', async () => {
    const rebuilt = await page.evaluate<string[]>(`(async () => {
      const { createMarkdownView } = await import('/markdown.js');
      const text = ${JSON.stringify(DOCUMENT)};
      const box = document.createElement('div');
      const view = createMarkdownView(box);
      const rebuilt = [];
      let before = [];
      for (let end = 1; end <= text.length; end += 1) {
        view.show(text.slice(0, end), { isPartial: true, citation: String });
        const now = [...box.children];
        before.slice(0, -2).forEach((node, at) => node !== now[at] && rebuilt.push(text.slice(0, end)));
        before = now;
      }
      return rebuilt;
    })()`);

    expect(rebuilt).toEqual([]);
  });

  test.each([
    ['a deep nest of quotes', '> '.repeat(5000)],
    ['a deep nest of lists', Array.from({ length: 300 }, (_none, depth) => `${'  '.repeat(depth)}- x`).join('\n')],
    ['thousands of stars', '*a **b '.repeat(3000)],
    ['thousands of brackets', '[a]('.repeat(3000)],
    ['thousands of backticks', '`a ``b '.repeat(3000)],
  ])('%s does not hold up the page', async (_what, markdown) => {
    const startedAt = performance.now();

    await render(page, markdown);

    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

async function render(page: Page, markdown: string): Promise<string> {
  return page.evaluate<string>(`(async () => {
    const { createMarkdownView } = await import('/markdown.js');
    const box = document.createElement('div');
    createMarkdownView(box).show(${JSON.stringify(markdown)}, { isPartial: false });
    return box.innerHTML;
  })()`);
}
