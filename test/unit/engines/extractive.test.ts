import { describe, expect, test } from 'vitest';

import { UNKNOWN_MARK } from '../../../src/core/ports.ts';
import type { ChatMessage } from '../../../src/core/ports.ts';
import type { Passage } from '../../../src/core/profile/chunk.ts';
import { createExtractiveGenerator } from '../../../src/engines/llm/extractive.ts';
import { makeChunk, toPassages } from './chunks.ts';

const lumenfold = makeChunk({
  title: 'Maya Okafor > Experience > Lumenfold Robotics',
  text: 'Staff Software Engineer at Lumenfold Robotics, who builds autonomous carts for large warehouses in Rotterdam (March 2021 to present). Her team has nine people. She designed Switchyard, which assigns work to 1,400 robots. She reports to nobody.',
  hints: 'job, employer, company, work',
});
const school = makeChunk({
  title: 'Maya Okafor > Education > University of Leeds',
  text: 'Bachelor of Engineering (2008 to 2011). Thesis on river sensors.',
  hints: 'school, university, degree, study',
});
const talks = makeChunk({
  title: 'Maya Okafor > Talks',
  text: '# Talks\n- Paper and string, Rotterdam 2022\n- Deleting code, Utrecht 2023\n- Gardening at sea, Leeds 2019',
});

describe('an extractive answer', () => {
  test('quotes the sentence that covers the question, with its citation', async () => {
    const { text } = await answer('Who designed Switchyard?', toPassages(school, lumenfold));

    expect(text).toContain(
      '> **Lumenfold Robotics:** She designed Switchyard, which assigns work to 1,400 robots. [2]',
    );
    expect(text).not.toContain('Bachelor');
  });

  test('names the entry only when neither question nor quote does', async () => {
    const { text } = await answer('How many people are in the team at Lumenfold Robotics?', toPassages(lumenfold));

    expect(text).toContain('\n> Her team has nine people. [1]');
    expect(text).not.toContain('**');
  });

  test('marks what it leaves out between two sentences of a passage', async () => {
    const { text } = await answer('Switchyard staff', toPassages(lumenfold));

    expect(text).toMatch(/to present\)\. … She designed/);
  });

  test('answers a question that only the hints of a section match with the start of its entry', async () => {
    const { text } = await answer('What is your degree?', toPassages(lumenfold, school));

    expect(text).toContain('Bachelor of Engineering (2008 to 2011).');
    expect(text).not.toContain('Staff');
  });

  test('keeps list items as a list', async () => {
    const { text } = await answer('Which talks did you give?', toPassages(talks));

    expect(text).toContain('> - Paper and string, Rotterdam 2022\n> - Deleting code, Utrecht 2023\n');
    expect(text).not.toContain('# Talks');
  });

  test('forgives a typing error in a rare word', async () => {
    const { text } = await answer('What is Swichyard?', toPassages(school, lumenfold));

    expect(text).toContain('She designed Switchyard');
  });

  test('says that it is not sure when little of the question is covered', async () => {
    const { text } = await answer('Does Switchyard print?', toPassages(lumenfold, school, talks));

    expect(text).toMatch(/^I am not sure/);
  });

  test('quotes the beginning of the best passage, unsure, when it was found by its meaning alone', async () => {
    const { text } = await answer('Which conferences heard you?', toPassages(talks, school));

    expect(text).toMatch(/^I am not sure[^]*> .*\[1\]$/);
    expect(text).not.toContain('[2]');
  });

  test('is sure of the subject, however the question is framed', async () => {
    const { text } = await answer(
      'How would you describe your professional experience with Switchyard?',
      toPassages(lumenfold, school),
    );

    expect(text).toMatch(/^Here is what my files say/);
  });

  test('does not pass one thing off as the greatest when the files rank nothing', async () => {
    const { text } = await answer('What is the biggest system that you designed?', toPassages(lumenfold));

    expect(text).toMatch(/^My files do not say which is the biggest\. The nearest that they say:\n\n> .*Switchyard/);
  });

  test('has no doubt about the greatest where the owner names it', async () => {
    const weakness = makeChunk({
      title: 'Maya Okafor > Questions > What is her greatest weakness?',
      text: 'Question: What is her greatest weakness? Answer: She over-explains.',
    });

    const { text } = await answer('What is your greatest weakness?', toPassages(weakness));

    expect(text).toMatch(/^Here is what my files say:\n\n> She over-explains\./);
  });

  test('goes by the nearest sentence where words choose nothing', async () => {
    const [passage] = toPassages(talks);
    const sentences = [
      { text: '- Paper and string, Rotterdam 2022', nearness: 0.1 },
      { text: '- Gardening at sea, Leeds 2019', nearness: 0.6 },
    ];

    const { text } = await answer(
      'Does she grow vegetables?',
      passage === undefined ? [] : [{ ...passage, sentences }],
    );

    expect(text).toContain('Gardening at sea');
    expect(text).not.toContain('Paper');
  });

  test('does not take a shared framing word for the answer where another sentence is nearer', async () => {
    const desk = makeChunk({
      title: 'Desk',
      text: 'A timer shaped like a tomato. Proposals are written before anybody meets.',
    });
    const [passage] = toPassages(desk);
    const sentences = [
      { text: 'A timer shaped like a tomato.', nearness: 0.1 },
      { text: 'Proposals are written before anybody meets.', nearness: 0.7 },
    ];

    const { text } = await answer('What do you like?', passage === undefined ? [] : [{ ...passage, sentences }]);

    expect(text).toContain('Proposals are written');
  });

  test('takes the short form of a word for the word', async () => {
    const { text } = await answer('What does the robo designed by her?', toPassages(school, lumenfold));

    expect(text).toContain('1,400 robots');
  });

  test('does not quote a bare address for the name that stands above it', async () => {
    const certificate = makeChunk({
      title: 'Maya Okafor > Certificates > Cluster Administrator',
      text: 'Issued by the Open Cluster Guild to people who have run clusters of several hundred machines for years.\nLink: https://certificates.example.org/1',
    });

    const { text } = await answer('Who certified you as a Cluster Administrator?', toPassages(certificate));

    expect(text).toContain('Issued by the Open Cluster Guild');
    expect(text).not.toContain('https://');
  });

  test('is the unknown mark alone when there are no passages', async () => {
    const { text } = await answer('What is your favourite opera?', []);

    expect(text).toBe(UNKNOWN_MARK);
  });

  test('takes a follow-up without words of its own to be about the best passage', async () => {
    const history: ChatMessage[] = [{ role: 'assistant', content: 'She works at Lumenfold. [1]' }];

    const { text } = await answer('And before that?', toPassages(school), history);

    expect(text).toContain('Bachelor of Engineering');
  });

  test('does not let a bracketed number of the text pass for a citation', async () => {
    const paper = makeChunk({ text: 'The sensor paper [7] was cited often.' });

    const { text } = await answer('Which sensor paper?', toPassages(paper));

    expect(text).toContain('The sensor paper (7) was cited often. [1]');
  });

  test('quotes a code block whole', async () => {
    const note = makeChunk({ text: 'Notes.\n```sh\nswitchyard deploy\n\necho done\n```' });

    const { text } = await answer('How to deploy switchyard?', toPassages(note));

    expect(text).toContain('> ```sh\n> switchyard deploy\n> \n> echo done\n> ```\n> [1]');
  });

  test('comes word by word and ends with no usage', async () => {
    const { deltas, end } = await answer('Who designed Switchyard?', toPassages(lumenfold));

    expect(Math.max(...deltas.map((delta) => delta.trim().split(/\s/).length))).toBe(1);
    expect(end).toEqual({
      type: 'end',
      model: 'extractive',
      usage: { promptTokens: 0, completionTokens: 0 },
      retryCount: 0,
    });
  });

  test('tells of a named entry from its beginning, whichever of its sentences is nearest', async () => {
    const [passage] = toPassages(lumenfold);
    const sentences = [
      { text: 'Staff Software Engineer at Lumenfold Robotics', nearness: 0.2 },
      { text: 'Her team has nine people.', nearness: 0.1 },
      { text: 'She designed Switchyard, which assigns work to 1,400 robots.', nearness: 0.3 },
      { text: 'She reports to nobody.', nearness: 0.6 },
    ];

    const asked = 'What did you do at Lumenfold Robotics?';
    const { text } = await answer(asked, passage === undefined ? [] : [{ ...passage, sentences }]);

    expect(text).toContain('> Staff Software Engineer at Lumenfold Robotics, who builds');
    expect(text).not.toContain('reports to nobody');
  });

  test('stops with the reason of the abort', async () => {
    const abort = new AbortController();
    const generator = createExtractiveGenerator();
    const reason = new Error('enough');

    const reading = (async () => {
      const prompt = { question: 'Who designed Switchyard?', passages: toPassages(lumenfold), messages: [] };
      for await (const event of generator.generate(prompt, { signal: abort.signal }))
        if (event.type === 'delta') abort.abort(reason);
    })();

    await expect(reading).rejects.toBe(reason);
  });
});

async function answer(question: string, passages: readonly Passage[], messages: readonly ChatMessage[] = []) {
  const deltas: string[] = [];
  let end: unknown;
  const { signal } = new AbortController();
  for await (const event of createExtractiveGenerator().generate({ question, passages, messages }, { signal })) {
    if (event.type === 'delta') deltas.push(event.text);
    else end = event;
  }
  return { text: deltas.join(''), deltas, end };
}
