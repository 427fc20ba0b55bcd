import { readFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDocumentReader } from '../../../../src/engines/documents/document-reader.ts';
import { chunkAt, load, loadFiles, makeDataFolder } from './data-folder.ts';
import type { Profile } from '../../../../src/core/profile/load-profile.ts';

const FIXTURES = new URL('../../../fixtures/documents/', import.meta.url);

describe('an audience', () => {
  test('of a JSON entry holds for everything in it and for nothing beside it', async () => {
    const profile = await loadFiles({
      'twin.json': {
        name: 'Ana Reis',
        experience: [
          { company: 'Acme', role: 'Engineer', summary: 'Built arms for robots that fold the shirts of other robots.' },
          {
            company: 'Globex',
            audience: 'owner',
            role: 'Spy',
            summary: 'Looked at what the others did, and wrote it down for nobody to read.',
          },
          {
            company: 'Initech',
            role: 'Lead',
            summary: 'Led nine people who write reports about the reports of others, every day.',
            salary: { audience: 'members', amount: '90,000 euros' },
          },
        ],
      },
    });

    expect(said(profile, 'public')).toContain('Acme');
    expect(said(profile, 'public')).not.toMatch(/Globex|90,000/);
    expect(said(profile, 'public')).toContain('Employers (2): Acme');
    expect(said(profile, 'members')).toMatch(/Initech[^]*90,000 euros/);
    expect(said(profile, 'owner')).toContain('Looked at what the others did');
  });

  test.each([
    ['a Markdown file', { 'a.md': '---\naudience: owner\n---\n# Salary\n\nIt is 90,000.' }],
    ['a text file', { 'a.txt': '---\nvisibility: Owner\n---\nIt is 90,000.' }],
    ['a JSON file', { 'a.json': { audience: 'owner', salary: 'It is 90,000.' } }],
    ['a shell inside it', { 'a.json': { twin: { audience: 'owner', salary: ['It is 90,000.'], plans: ['Rest.'] } } }],
    ['a file beside it', { 'a.txt': 'It is 90,000.', 'a.txt.yaml': 'audience: owner' }],
  ])('of %s holds for all of it', async (_, files) => {
    const { chunks, faults } = await loadFiles(files);

    expect(faults).toEqual([]);
    expect(chunks.length).toBeGreaterThan(0);
    expect(chunks.every(({ audience }) => audience === 'owner')).toBe(true);
  });

  test.each([
    ['in front matter', 'a.md', { 'a.md': '---\naudience: friends\n---\nSecret.' }],
    ['in front matter that is never closed', 'a.md', { 'a.md': '---\naudience: owner\n\nSecret.' }],
    ['in front matter below an empty line', 'a.md', { 'a.md': '\n---\naudience: owner\n---\nSecret.' }],
    ['at the root of JSON', 'a.json', { 'a.json': { audience: 'friends', a: 'Secret.' } }],
    ['in a misspelt key of an entry', 'a.json', { 'a.json': { notes: { audience: 'private', text: 'Secret.' } } }],
    ['in a file beside it', 'a.txt', { 'a.txt': 'Secret.', 'a.txt.yaml': 'audience: friends' }],
    ['in a broken file beside it', 'a.txt', { 'a.txt': 'Secret.', 'a.txt.yaml': 'audience: "owner' }],
  ])('that cannot be understood, %s, refuses the file', async (_, path, files) => {
    const { chunks, faults } = await loadFiles(files);

    expect(chunks).toEqual([]);
    expect(faults.map((fault) => fault.path)).toContain(path);
    expect(JSON.stringify(faults)).not.toContain('Secret');
  });

  test.each([
    ['a.md', '---\naudiance: owner\n---\nSecret.'],
    ['a.md', '<!-- draft -->\n---\naudience: owner\n---\nSecret.'],
    ['a.md', '+++\naudience = "owner"\n+++\nSecret.'],
    ['a.md', '---\nmeta:\n  audience: owner\n---\nSecret.'],
    ['a.txt', 'Audience: owner\n\nSecret.'],
    ['a.json', '{"audience": "owner", "audience": "public", "plan": "Secret."}'],
    ['a.json', '{"audience": null, "plan": "Secret."}'],
    ['a.json', '{"plans": [{"audiance": "owner", "plan": "Secret."}]}'],
  ])('that cannot be understood keeps %s from everybody: %j', async (path, text) => {
    const { chunks, faults } = await load(await makeDataFolder({ [path]: text, 'b.txt': 'Open.' }));

    expect(faults).toEqual([{ path, reason: expect.any(String), isWithdrawn: true }]);
    expect(chunks.map((chunk) => chunk.text)).toEqual(['Open.']);
  });

  test('in a description that has the wrong ending keeps the described file from everybody', async () => {
    const folder = await makeDataFolder({ 'a.txt': 'Secret.', 'a.txt.json': { audience: 'owner' }, 'b.txt': 'Open.' });

    const { chunks, faults } = await load(folder);

    expect(faults.map(({ path }) => path)).toEqual(['a.txt', 'a.txt.json']);
    expect(chunks.map((chunk) => chunk.text)).toEqual(['Open.']);
  });

  test('that a text speaks of is content', async () => {
    const { faults } = await load(await makeDataFolder({ 'a.md': 'Audience: engineers who like trains.\n' }));

    expect(faults).toEqual([]);
  });

  test('that a project was made for is content', async () => {
    const { chunks, faults } = await loadFiles({
      'a.json': { projects: [{ name: 'Primer', audience: 'teachers', description: 'A book about rivers.' }] },
    });

    expect(faults).toEqual([]);
    expect(chunks[0]).toMatchObject({ audience: 'public', text: expect.stringContaining('teachers') });
  });

  test('is never widened by what lies inside', async () => {
    const { chunks } = await loadFiles({ 'a.json': { audience: 'owner', notes: { audience: 'public', text: 'Hm.' } } });

    expect(chunks.map(({ audience }) => audience)).toEqual(['owner']);
  });

  test('leaves the name of the person, but no headline or question, to everybody', async () => {
    const { persona } = await loadFiles({
      'a.json': {
        basics: { audience: 'owner', name: 'Ana Reis', headline: 'Spy' },
        suggestions: { audience: 'owner', list: ['What do you earn?'] },
        questions: [
          { question: 'Where do you hide?', answer: 'Here.', audience: 'members' },
          { question: 'What do you like?', answer: 'Rain.' },
        ],
      },
    });

    expect(persona).toEqual({ name: 'Ana Reis', headline: '', suggestions: ['What do you like?'] });
  });
});

describe('tags, link and date', () => {
  test('come from front matter', async () => {
    const { chunks } = await loadFiles({
      'talk.md': '---\ntags: [Keynote, video]\nlink: https://example.org/t\ndate: 2024-03-01\n---\nArms.',
    });

    expect(chunks).toMatchObject([{ tags: ['keynote', 'video'], link: 'https://example.org/t', date: '2024-03-01' }]);
  });

  test('of a JSON object hold for everything in it', async () => {
    const profile = await loadFiles({
      'a.json': {
        name: 'Ana',
        talks: {
          tags: ['Stage'],
          date: '2024-05',
          link: 'https://example.org/talks',
          list: [
            {
              title: 'Arms',
              tags: ['robots'],
              summary: 'How arms fold shirts, and why they should not do it at night.',
            },
            { title: 'Legs', date: '2023', summary: 'How legs walk up the stairs, and why they should not run down.' },
          ],
        },
      },
    });

    const of = (name: string): unknown => profile.chunks.find(({ title }) => title.endsWith(name));
    expect(of('Arms')).toMatchObject({ tags: ['stage', 'robots'], date: '2024-05', link: 'https://example.org/talks' });
    expect(of('Legs')).toMatchObject({ tags: ['stage'], date: '2023' });
  });
});

describe('documents in the data folder', () => {
  test('become chunks below their headings, described by the file beside them', async () => {
    const profile = await loadDocuments({
      'cv.pdf': await fixture('cv-libreoffice.pdf'),
      'cv.pdf.yaml': 'title: CV of Ines Calder\naudience: members\ntags: cv\nlink: https://calder.example.org/cv',
      'site.html': await fixture('site.html'),
    });

    expect(profile.faults).toEqual([]);
    expect(profile.fileCount).toBe(2);
    const job = profile.chunks.find(({ title }) => title.endsWith('Experience > Lead hydrologist, Douro Water Agency'));
    expect(job).toMatchObject({
      source: 'cv.pdf',
      audience: 'members',
      tags: ['cv'],
      link: 'https://calder.example.org/cv',
      text: expect.stringContaining('it warns 18 hours ahead.'),
      hints: expect.stringContaining('job'),
    });
    expect(chunkAt(profile, 'Why I stopped trusting dashboards > What broke')).toMatchObject({
      audience: 'public',
      link: 'https://calder.example.org/dashboards',
      date: '2024-03-11',
    });
  });

  test('are refused one by one, with the reason', async () => {
    const { faults, fileCount } = await loadDocuments({
      'a.pdf': await fixture('encrypted-qpdf.pdf'),
      'b.docx': 'no document',
      'c.docx': await fixture('cv-pandoc.docx'),
      'd.pdf.yaml': 'audience: owner',
      'e.pdf': new Uint8Array(10_000_001),
    });

    expect(fileCount).toBe(1);
    expect(faults).toEqual([
      { path: 'a.pdf', reason: 'it is encrypted; save it without a password' },
      { path: 'b.docx', reason: expect.stringContaining('looks like plain text') },
      { path: 'd.pdf.yaml', reason: 'there is no d.pdf beside it to describe' },
      { path: 'e.pdf', reason: 'it is larger than 10 MB; split it' },
    ]);
  });
});

async function loadDocuments(files: Readonly<Record<string, unknown>>): Promise<Profile> {
  const documents = createDocumentReader();
  onTestFinished(() => documents[Symbol.asyncDispose]());
  return load(await makeDataFolder(files), { documents });
}

async function fixture(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(new URL(name, FIXTURES)));
}

/** Everything in the chunks of one audience. */
function said({ chunks }: Profile, audience: string): string {
  return chunks
    .filter((chunk) => chunk.audience === audience)
    .map(({ title, text }) => `${title}\n${text}`)
    .join('\n');
}
