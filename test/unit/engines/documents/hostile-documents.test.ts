import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { DocumentKind, DocumentReader } from '../../../../src/core/ports.ts';
import { createDocumentReader } from '../../../../src/engines/documents/document-reader.ts';
import { toDocx, toPdf, toZip } from './hostile-files.ts';

const FIXTURES = new URL('../../../fixtures/documents/', import.meta.url);
const reader = createDocumentReader();
afterAll(() => reader[Symbol.asyncDispose]());

const PNG = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
const line = Buffer.from('BT /F1 12 Tf 72 700 Td (Hello) Tj ET\n');

describe('a document that is not what its name says is refused by what it looks like', () => {
  test.each<[string, DocumentKind, Uint8Array, string]>([
    ['a picture as PDF', 'pdf', PNG, 'its name says PDF, but it looks like a PNG picture'],
    ['text as PDF', 'pdf', Buffer.from('Dear all,'), 'looks like plain text'],
    ['a page as Word document', 'docx', Buffer.from('<!doctype html><p>x'), 'looks like an HTML page'],
    ['a PDF as page', 'html', Buffer.from('%PDF-1.7'), 'looks like a PDF document'],
    ['an empty file', 'pdf', Buffer.from(''), 'looks like an empty file'],
    ['an old Word file', 'docx', Buffer.from('\xd0\xcf\x11\xe0', 'latin1'), 'old or encrypted Office document'],
    ['a spreadsheet', 'docx', toZip([{ name: 'xl/workbook.xml', content: PNG }]), 'it is a spreadsheet'],
    ['a ZIP archive', 'docx', toZip([{ name: 'a.txt', content: PNG }]), 'it is a ZIP archive'],
  ])('%s', async (_, kind, bytes, reason) => {
    await expect(read(bytes, kind)).rejects.toThrow(reason);
  });
});

describe('a PDF is refused', () => {
  test('when it is encrypted', async () => {
    await expect(readFixture('encrypted-qpdf.pdf')).rejects.toThrow('it is encrypted; save it without a password');
  });

  test('when it is cut off', async () => {
    const whole = await readFile(new URL('cv-wkhtmltopdf.pdf', FIXTURES));

    await expect(read(whole.subarray(0, 300), 'pdf')).rejects.toThrow('it is broken');
  });

  test('when it has no text layer', async () => {
    await expect(readFixture('no-text-ghostscript.pdf')).rejects.toThrow('it has no text layer');
  });

  test('when it has too many pages', async () => {
    await expect(read(toPdf(Array.from({ length: 501 }, () => line)), 'pdf')).rejects.toThrow('more than 500 pages');
  });

  test('when a page inflates to a hundred times what it may', async () => {
    const bomb = toPdf([Buffer.alloc(500_000_000, 'q Q ')]);

    const hasty = ownReader({ timeoutMs: 3000 });

    await expect(hasty.read(bomb, 'pdf', anyTime())).rejects.toThrow(/unpacks to more|more than 3 s/);
  });

  test('when its pages hold text without end', async () => {
    const endless = toPdf([Buffer.alloc(20_000_000, 'BT /F1 9 Tf 9 9 Td (aaaaaaaaaaaaaaaaaaaa) Tj ET\n')]);

    const hasty = ownReader({ timeoutMs: 3000 });

    await expect(hasty.read(endless, 'pdf', anyTime())).rejects.toThrow(
      /unpacks to more|too much memory|more than 3 s/,
    );
  });
});

describe('a Word document is refused', () => {
  test.each([
    ['whose text unpacks to a hundred megabytes', toDocx(Buffer.alloc(100_000_000, 'a')), 'unpacks to more than 6 MB'],
    [
      'whose text is larger than it says',
      toDocx('', [{ name: 'word/styles.xml', content: Buffer.alloc(50_000_000, 'a'), statedBytes: 1000 }]),
      'it is broken',
    ],
    ['that defines entities', toDocx(Buffer.from('<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')), 'XML entities'],
    ['that is nested without end', toDocx('<w:p>'.repeat(50_000)), 'nested deeper than 200'],
    ['whose text is no XML', toDocx(Buffer.from('no XML')), 'it is broken'],
    ['with a part twice', toDocx('', [{ name: 'word/document.xml', content: PNG }]), 'a part twice'],
    ['that is cut off', toDocx(paragraph('x')).subarray(0, 200), 'it is broken'],
    ['that says nothing', toDocx('<w:p/>'), 'it holds no text'],
  ])('%s', async (_, bytes, reason) => {
    await expect(read(bytes, 'docx')).rejects.toThrow(reason);
  });

  test('that holds thousands of parts', async () => {
    const parts = Array.from({ length: 2001 }, (_, at) => ({ name: `word/${at}.xml`, content: PNG }));

    await expect(read(toDocx('', parts), 'docx')).rejects.toThrow('more than 2000 parts');
  });
});

describe('a page is refused', () => {
  test('that is nested without end', async () => {
    await expect(read(Buffer.from(`<main>${'<div>'.repeat(1_000_000)}`), 'html')).rejects.toThrow('deeper than 400');
  });

  test('whose bytes are not in its encoding', async () => {
    await expect(read(Buffer.from([0x3c, 0x70, 0x3e, 0xff, 0xfe]), 'html')).rejects.toThrow('save it as UTF-8');
  });
});

test('a document that takes too long is given up, and the next one is read', async () => {
  const hasty = ownReader({ timeoutMs: 1 });

  const slow = hasty.read(toPdf([line]), 'pdf', anyTime());

  await expect(slow).rejects.toThrow('takes more than 0.001 s to parse');
  expect((await read(toPdf([line]), 'pdf')).markdown).toBe('Hello');
});

test('the process goes on while a hostile document is parsed', async () => {
  let ticks = 0;
  const hasty = ownReader({ timeoutMs: 1000 });
  const hostile = toPdf([Buffer.alloc(12_000_000, 'q Q ')]);
  const parsing = hasty.read(hostile, 'pdf', anyTime()).catch(() => undefined);
  const isOver = parsing.then(() => true);

  while (!(await Promise.race([isOver, sleep(10, false)]))) ticks++;

  expect(ticks).toBeGreaterThan(3);
});

test('reading ends with its signal', async () => {
  const controller = new AbortController();
  const reading = reader.read(toPdf([Buffer.from('q')]), 'pdf', { signal: controller.signal });

  controller.abort(new Error('enough'));

  await expect(reading).rejects.toThrow('enough');
});

test('a document that was read before is not parsed again', async () => {
  const own = ownReader();
  const bytes = toDocx(paragraph('Once.'));

  const first = await own.read(bytes, 'docx', anyTime());

  expect(await own.read(bytes, 'docx', anyTime())).toBe(first);
});

function read(bytes: Uint8Array, kind: DocumentKind): Promise<{ readonly markdown: string }> {
  return reader.read(bytes, kind, anyTime());
}

async function readFixture(name: string): Promise<unknown> {
  return read(await readFile(new URL(name, FIXTURES)), 'pdf');
}

function ownReader(options: { readonly timeoutMs?: number } = {}): DocumentReader {
  const own = createDocumentReader(options);
  onTestFinished(() => own[Symbol.asyncDispose]());
  return own;
}

function anyTime(): { readonly signal: AbortSignal } {
  return { signal: new AbortController().signal };
}
