import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { DocumentKind, DocumentText } from '../../../../src/core/ports.ts';
import { createDocumentReader } from '../../../../src/engines/documents/document-reader.ts';

const FIXTURES = new URL('../../../fixtures/documents/', import.meta.url);
const reader = createDocumentReader();
afterAll(() => reader[Symbol.asyncDispose]());

describe.each([
  'cv-pandoc.docx',
  'cv-libreoffice.docx',
  'cv-libreoffice.pdf',
  'cv-wkhtmltopdf.pdf',
  'cv-pandoc.html',
  'cv-libreoffice.html',
  'owner-locked-qpdf.pdf',
])('%s', (name) => {
  test('is read with each fact below its heading', async () => {
    const { markdown } = await readFixture(name);

    const sections = toSections(markdown);
    expect(sections.get('Summary')).toContain('distrust any gauge that has never been wet.');
    expect(sections.get('Lead hydrologist, Douro Water Agency')).toMatch(/^March 2020 to present, Porto\n/);
    expect(sections.get('Lead hydrologist, Douro Water Agency')).toContain('it warns 18 hours ahead.');
    expect(sections.get('Research engineer, Institute of Snow and Avalanche Studies')).toContain(
      'run by four cantons.',
    );
    expect(sections.get('MSc Environmental Engineering, ETH Zürich')).toContain('Rain on snow in alpine catchments');
    expect(sections.get('Languages')).toContain('2. English (fluent)');
    expect(markdown).toContain('HEC-RAS');
  });

  test('has headings of one rank for what is of one rank', async () => {
    const { markdown } = await readFixture(name);

    const rankOf = (heading: string): number => /^(#+)/.exec(lineOf(markdown, heading))?.[1]?.length ?? 0;
    expect(rankOf('Experience')).toBe(rankOf('Education'));
    expect(rankOf('Ines Calder')).toBeLessThan(rankOf('Experience'));
    expect(rankOf('BSc Civil')).toBeGreaterThan(rankOf('Education'));
    expect(rankOf('BSc Civil')).toBe(rankOf('Lead hydrologist'));
  });
});

test.each(['cv-pandoc.docx', 'cv-libreoffice.docx', 'cv-pandoc.html'])('%s keeps lists and tables', async (name) => {
  const { markdown } = await readFixture(name);

  expect(markdown).toContain('- Leads a team of six.\n');
  expect(markdown).toContain('| Area | What I use | Since |\n| --- | --- | --- |\n| Languages |');
});

test('a PDF with bullets keeps its list, with wrapped items whole', async () => {
  const { markdown } = await readFixture('cv-libreoffice.pdf');

  expect(markdown).toContain(
    '- Built the flood forecast for 41 gauges on the Douro; it warns 18 hours ahead.\n- Cut the false alarms from 31 % to 9 % in two years.\n',
  );
});

describe('a PDF in two columns', () => {
  test('is read column by column', async () => {
    const sections = toSections((await readFixture('two-columns-chromium.pdf')).markdown);

    expect(sections.get('Contact')).toContain('www.linkedin.com/in/tomas-varga-example');
    expect(sections.get('Top Skills')).toBe('Glaciology\n\nRemote Sensing\n\nScience Writing');
    expect(sections.get('Summary')).toMatch(/^I measure how fast .* nine field seasons on Vatnajökull\.$/);
    expect(sections.get('Northern Ice Survey')).toContain('Senior Glaciologist\n\nMay 2019 - Present');
    expect(sections.get('University of Oslo')).toContain('Doctor of Philosophy - PhD, Glaciology');
  });

  test('does not put the side column below headings of the main one', async () => {
    const { markdown } = await readFixture('two-columns-chromium.pdf');

    expect(markdown.indexOf('## Contact')).toBeLessThan(markdown.indexOf('# Tomas Varga'));
    expect(markdown).toContain('\n## Experience\n\n### Northern Ice Survey\n');
    expect(markdown).toContain('\n## Education\n\n### University of Oslo\n');
  });
});

test('what a browser prints at the edges of a page is no text of it', async () => {
  const { markdown } = await readFixture('site-chromium.pdf');

  expect(markdown).not.toMatch(/file:\/\/|^1\/1$|\d, \d{1,2}:\d{2} [AP]M/m);
  expect(markdown).toContain('The gauge had frozen, and nobody noticed for 19 hours');
});

describe('a page of a site', () => {
  test('is its article, without what stands around it', async () => {
    const { markdown } = await readFixture('site.html');

    expect(markdown).not.toMatch(/Subscribe|dataLayer|serif|Related|Cookie|Sign up|Home/);
    expect(toSections(markdown).get('What broke')).toBe(
      'The gauge had frozen, and nobody noticed for 19 hours, since a flat line looks calm.\n\n- No alert for a value that never changes\n- No second gauge\n  - the old one was sold in 2019',
    );
    expect(markdown).toContain('[the alarm rules](https://calder.example.org/alarms)');
    expect(markdown).toContain('```\nif (now - lastChange > 2 * HOUR) alarm();\n```');
  });

  test('gives title, address, date and keywords', async () => {
    expect(await readFixture('site.html')).toMatchObject({
      title: 'Why I stopped trusting dashboards',
      link: 'https://calder.example.org/dashboards',
      date: '2024-03-11',
      tags: ['Dashboards', 'Monitoring'],
    });
  });

  test('is read whole where nothing in it is marked as the main part', async () => {
    const { markdown } = await read(
      '<title>Me</title><header><h1>Ana Reis</h1><p>ana@example.org</p></header><div>Robots.</div>',
      'html',
    );

    expect(markdown).toBe('# Ana Reis\n\nana@example.org\n\nRobots.');
  });

  test('is decoded as it says itself', async () => {
    const page = Buffer.from('<meta charset="iso-8859-1"><p>Z\xfcrich</p>', 'latin1');

    expect((await reader.read(page, 'html', anyTime())).markdown).toBe('Zürich');
  });

  test('has no heading, fence or comment that its text only seems to hold', async () => {
    const { markdown } = await read('<p># not a heading</p><p>&lt;!-- shown</p><p>after</p>', 'html');

    expect(markdown).toBe('\\# not a heading\n\n< !-- shown\n\nafter');
  });
});

function readFixture(name: string): Promise<DocumentText> {
  const kind = name.endsWith('.pdf') ? 'pdf' : name.endsWith('.docx') ? 'docx' : 'html';
  return readFile(new URL(name, FIXTURES)).then((bytes) => reader.read(bytes, kind, anyTime()));
}

function read(text: string, kind: DocumentKind): Promise<DocumentText> {
  return reader.read(Buffer.from(text), kind, anyTime());
}

function anyTime(): { readonly signal: AbortSignal } {
  return { signal: new AbortController().signal };
}

/** The text right below each heading. */
function toSections(markdown: string): Map<string, string> {
  const parts = markdown.split(/^#+ (.*)$/m).slice(1);
  return new Map(parts.flatMap((part, at) => (at % 2 === 0 ? [[part, (parts[at + 1] ?? '').trim()] as const] : [])));
}

function lineOf(markdown: string, text: string): string {
  return markdown.split('\n').find((line) => line.startsWith('#') && line.includes(text)) ?? '';
}
