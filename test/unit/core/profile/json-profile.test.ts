import { describe, expect, test } from 'vitest';
import { countTokens, MAX_CHUNK_TOKENS } from '../../../../src/core/profile/text-size.ts';
import { chunkAt, loadFiles, titles } from './data-folder.ts';

const maya = { personal: { name: 'Maya Test', title: 'Robot engineer', city: 'Lisbon' } };
const jobs = [
  {
    company: 'Acme Robotics',
    role: 'Lead',
    startDate: '2021-03',
    achievements: ['Built the arm of a robot that folds shirts'],
    url: 'https://acme.example.com/arm',
  },
  {
    company: 'Tin Can Labs',
    role: 'Engineer',
    startDate: '2017-01-15',
    endDate: '2021-02',
    summary: 'Built drones for farms.',
  },
];

describe('a profile in JSON', () => {
  test('gives each entry a chunk of its own below a breadcrumb of name, section and entry', async () => {
    const profile = await loadFiles({ 'digitaltwin.json': { ...maya, experience: jobs } });

    expect(titles(profile)).toEqual([
      'Maya Test > About',
      'Maya Test > Experience',
      'Maya Test > Experience > Acme Robotics',
      'Maya Test > Experience > Tin Can Labs',
    ]);
  });

  test('tells an entry in sentences, with dates spelled out and no JSON left', async () => {
    const profile = await loadFiles({ 'digitaltwin.json': { ...maya, experience: jobs } });

    expect(chunkAt(profile, 'Maya Test > Experience > Acme Robotics').text).toBe(
      'Lead at Acme Robotics, since March 2021 (current job). Achievements: Built the arm of a robot that folds shirts. Link: https://acme.example.com/arm',
    );
    expect(chunkAt(profile, 'Maya Test > Experience > Tin Can Labs').text).toBe(
      'Engineer at Tin Can Labs, from January 2017 to February 2021. Built drones for farms.',
    );
  });

  test('sums a list of entries up in one chunk, so that a question for all of them finds it', async () => {
    const profile = await loadFiles({ 'digitaltwin.json': { ...maya, experience: jobs } });

    expect(chunkAt(profile, 'Maya Test > Experience').text).toBe(
      'Employers (2): Acme Robotics (Lead, since March 2021, current job); Tin Can Labs (Engineer, from January 2017 to February 2021).',
    );
  });

  test('adds the words that people use for a section as hints', async () => {
    const profile = await loadFiles({ 'digitaltwin.json': { ...maya, work_history: jobs, hobbies: ['Chess'] } });

    expect(chunkAt(profile, 'Maya Test > Work history > Acme Robotics').hints).toContain('employer');
    expect(chunkAt(profile, 'Maya Test > Hobbies').hints).toContain('free time');
  });

  test('takes the address of an entry as its link, and only one that opens over HTTP', async () => {
    const projects = [
      {
        name: 'Arm',
        description: 'A robot arm that folds shirts, towels and even fitted sheets, all on its own.',
        link: 'https://arm.example.com',
      },
      {
        name: 'Leg',
        description: 'A robot leg that climbs the stairs of old houses without scratching the wood.',
        link: 'javascript:alert(1)',
      },
    ];
    const profile = await loadFiles({ 'digitaltwin.json': { ...maya, projects } });

    expect(chunkAt(profile, 'Maya Test > Projects > Arm').link).toBe('https://arm.example.com/');
    expect(chunkAt(profile, 'Maya Test > Projects > Leg').link).toBeUndefined();
    expect(profile.hosts).toEqual(['arm.example.com']);
  });

  test('keeps small entries together', async () => {
    const languages = [
      { language: 'Dutch', fluency: 'B2' },
      { language: 'Igbo', fluency: 'conversational' },
    ];
    const profile = await loadFiles({ 'digitaltwin.json': { ...maya, languages } });

    expect(chunkAt(profile, 'Maya Test > Languages').text).toBe('Dutch (fluency: B2). Igbo (fluency: conversational).');
  });

  test('makes one chunk of a question and its answer', async () => {
    const faq = [
      { question: 'What makes you laugh?', answer: 'Robots that fall over gracefully.' },
      { q: 'Tea or coffee?', a: 'Tea, always, and never with milk in it, whatever anybody says about that.' },
    ];
    const profile = await loadFiles({ 'digitaltwin.json': { ...maya, faq } });

    expect(chunkAt(profile, 'Maya Test > Questions > What makes you laugh?').text).toBe(
      'Question: What makes you laugh? Answer: Robots that fall over gracefully.',
    );
  });

  test('reads an object of named entries like a list of them', async () => {
    const experience = {
      acme: {
        role: 'Lead',
        startDate: '2021-03',
        summary: 'Builds a robot that folds shirts and sorts socks by colour and size.',
      },
      tinCan: {
        role: 'Engineer',
        startDate: '2017',
        endDate: '2020',
        summary: 'Built drones that count sheep and report the ones which are missing.',
      },
    };
    const profile = await loadFiles({ 'digitaltwin.json': { ...maya, experience } });

    expect(chunkAt(profile, 'Maya Test > Experience > Tin can').text).toContain(
      'Engineer at Tin can, from 2017 to 2020.',
    );
  });

  test('loses no word, however deep the nesting', async () => {
    const nested = {
      areas: {
        robots: { arms: [{ name: 'Gripper', joints: [{ kind: 'elbow', notes: ['squeaks', { cause: 'rust' }] }] }] },
      },
    };
    const { chunks } = await loadFiles({ 'digitaltwin.json': { ...maya, knowledge: nested } });

    const text = chunks.map((chunk) => chunk.text).join(' ');

    for (const word of ['Gripper', 'elbow', 'squeaks', 'rust']) expect(text).toContain(word);
    expect(text).not.toMatch(/[{}[\]"]/);
  });

  test('splits an entry that is too large for an embedding model and repeats its breadcrumb', async () => {
    const achievements = Array.from(
      { length: 60 },
      (_, index) => `Finished robot number ${index} on time and sent it to a customer abroad.`,
    );
    const { chunks } = await loadFiles({
      'digitaltwin.json': { ...maya, experience: [{ company: 'Acme', role: 'Lead', achievements }] },
    });

    const parts = chunks.filter(({ title }) => title.startsWith('Maya Test > Experience > Acme'));

    expect(parts.length).toBeGreaterThan(2);
    expect(Math.max(...parts.map(({ text }) => countTokens(text)))).toBeLessThanOrEqual(MAX_CHUNK_TOKENS);
    expect(parts.map(({ text }) => text).join(' ')).toContain('robot number 59');
  });

  test('does not take suggestions for knowledge', async () => {
    const profile = await loadFiles({ 'digitaltwin.json': { ...maya, suggestions: ['What is your secret?'] } });

    expect(titles(profile)).toEqual(['Maya Test > About']);
    expect(profile.persona).toEqual({
      name: 'Maya Test',
      headline: 'Robot engineer',
      suggestions: ['What is your secret?'],
    });
  });

  test('offers the questions that the profile answers when it suggests none', async () => {
    const { persona } = await loadFiles({
      'digitaltwin.json': { ...maya, faq: [{ question: 'Tea or coffee?', answer: 'Tea.' }], projects: ['Arm'] },
    });

    expect(persona.suggestions).toEqual(['Tea or coffee?', 'Which projects has Maya Test built?']);
  });

  test('reads prepared chunks with title, content and tags', async () => {
    const content_chunks = [
      {
        id: 'chunk_1',
        title: 'Robots',
        type: 'experience',
        content: 'She builds robots.',
        metadata: { category: 'work', tags: ['servo'] },
      },
      {
        id: 'chunk_2',
        title: 'Boats',
        type: 'hobby',
        content: 'She sails a small boat on the Tagus every weekend when the wind is kind to beginners.',
      },
    ];
    const profile = await loadFiles({ 'digitaltwin.json': { ...maya, content_chunks } });

    const chunk = chunkAt(profile, 'Maya Test > Content chunks > Robots');

    expect(chunk.text).toBe('Robots (type: experience). She builds robots.');
    expect(chunk.hints).toContain('servo');
  });

  test('speaks of the person by name in files that do not name anybody', async () => {
    const profile = await loadFiles({
      'a-projects.json': [{ name: 'Arm', summary: 'Folds shirts.' }],
      'digitaltwin.json': maya,
    });

    expect(titles(profile)).toContain('Maya Test > A projects');
  });

  test('takes out control characters and half surrogates, which no index accepts', async () => {
    const { chunks } = await loadFiles({
      'digitaltwin.json': String.raw`{"name":"Maya Test","note":"one\u0000two\u0007 \ud83d three"}`,
    });

    expect(chunks.map(({ text }) => text).join()).toContain('onetwo  three');
  });

  test('has no word to say where there is none', async () => {
    const { chunks, faults } = await loadFiles({
      'a.json': {},
      'b.json': [],
      'c.json': 'null',
      'd.json': { x: [null, '', {}] },
      'e.json': '',
    });

    expect(chunks).toEqual([]);
    expect(faults).toEqual([]);
  });
});
