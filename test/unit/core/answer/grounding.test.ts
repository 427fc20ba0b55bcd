import { describe, expect, test } from 'vitest';
import { findUngrounded } from '../../../../src/core/answer/grounding.ts';
import type { Ungrounded } from '../../../../src/core/answer/grounding.ts';
import { createExtractiveGenerator } from '../../../../src/engines/llm/extractive.ts';
import { passageOf } from '../../../fakes/passages.ts';

const PASSAGES = [
  passageOf({
    title: 'Zoë Marek > Experience > Halden Robotics',
    text: 'Senior Software Engineer at Halden Robotics, Oslo, Norway, from March 2019 to October 2021. Zoë cut costs by 12.5 % and led a team of six engineers. She runs 1,400 robots, v2.10.3 of the agent, for $2M.',
  }),
  passageOf({
    title: 'Zoë Marek > Education > University of California, Berkeley',
    text: 'Bachelor of Science in Physics, University of California, Berkeley (finished in June). Won on 9 December 2016, at the eleventh attempt. Tools: Node.js, PostgreSQL, CI/CD. Swims from Monday to Thursday.',
  }),
  passageOf({
    title: 'Zoë Marek > Skills',
    text: 'JavaScript (level: Master). 北京大学 2012. Phone: (415) 555-0117. mail@zoe.example.com',
  }),
];

describe('numbers', () => {
  test.each([
    'She runs 1400 robots.',
    'She runs 1.4k robots.',
    'She runs 1\u202F400 robots.',
    'She runs over a thousand four hundred robots.',
    'She runs ١٤٠٠ robots.',
    'It went down 12.5 percent.',
    'A team of 6 engineers.',
    'It cost $2 million, or $2,000,000.',
    'At the 11th attempt.',
    'I was there for two and a half years.',
    'Version 2.10.3 is out.',
    'Call +1 415 555 0117.',
    'I have two places: Oslo and Berkeley.',
    'I list two roles:\n- Oslo\n- Berkeley',
    'One of them is in Oslo.',
    '1. Oslo\n2. Berkeley\n12. Physics',
    'Physics [1][2], Oslo [2, 3].',
    '```js\nconst a = 99;\n```',
    'See [Physics](#99).',
  ])('%s is borne out', async (answer) => {
    expect(await check(answer)).toEqual([]);
  });

  test.each([
    ['She runs 1,300 robots.', '1,300'],
    ['She runs 14k robots.', '14k'],
    ['It went down 21 %.', '21'],
    ['A team of sixteen.', 'sixteen'],
    ['At the twelfth attempt.', 'twelfth'],
    ['It cost $3M.', '3M'],
    ['Version 2.10.4 is out.', '2.10.4'],
    ['Call (415) 555-0171.', '(415) 555-0171'],
    ['I was there for nine years.', 'nine'],
    ['A dozen people.', 'A dozen'],
  ])('%s is not', async (answer, text) => {
    expect(await check(answer)).toEqual([{ kind: 'number', text }]);
  });

  test('a value that the passages give to something else is not borne out', async () => {
    expect(await check('She leads eleven engineers.')).toEqual([{ kind: 'number', text: 'eleven' }]);
  });

  test('the question and earlier questions bear a number out', async () => {
    const asked = { question: 'Do 77 robots run?', earlierQuestions: ['Are 88 of them blue?'] };

    expect(await check('There may be 77 or 88.', asked)).toEqual([]);
  });
});

describe('dates', () => {
  test.each([
    'Since March 2019.',
    'Since Mar. 2019.',
    'In 2019-03.',
    'In 03/2019.',
    'Im März 2019.',
    'On December 9th, 2016.',
    'On 2016-12-09.',
    'On 9.12.2016.',
    'In 2021.',
    'In the 2010s.',
    'Until October 2021.',
    'On Tuesday.',
  ])('%s is borne out', async (answer) => {
    expect(await check(answer)).toEqual([]);
  });

  test.each([
    ['Since March 2018.', 'March 2018'],
    ['Since March 2021.', 'March 2021'],
    ['On 8 December 2016.', '8 December 2016'],
    ['In 2017.', '2017'],
    ['In 2019-04.', '2019-04'],
    ['On Saturday.', 'Saturday'],
    ['From March 2019 to June 2021.', 'June 2021'],
    ['In May.', 'May'],
  ])('%s is not', async (answer, text) => {
    expect(await check(answer)).toEqual([{ kind: 'date', text }]);
  });

  test('a month of one passage and a year of another make no date', async () => {
    expect(await check('In June 2021.')).toEqual([{ kind: 'date', text: 'June 2021' }]);
  });

  test('a month without a year takes a year of its own passage', async () => {
    expect(await check('In June 2016.')).toEqual([]);
  });
});

describe('names', () => {
  test.each([
    "I work at Halden; Halden's robots are Marek's.",
    'HALDEN ROBOTICS is in Oslo.',
    '**Halden Robotics** – Zoe Marek',
    'I went to UC Berkeley.',
    'I use NodeJS, Postgres and "CI/CD".',
    'Designed at Halden. Additionally, I swim. Outside of work I rest.',
    'I am an AI twin.',
    '## Work Experience\nOslo',
    '北京大学',
    'Write to mail@zoe.example.com.',
  ])('%s is borne out', async (answer) => {
    expect(await check(answer)).toEqual([]);
  });

  test.each([
    ['I work at Holden Robotics.', 'Holden Robotics'],
    ['Holden builds robots.', 'Holden'],
    ['Zoa Marek lives in Oslo.', 'Zoa Marek'],
    ['I went to Stanford.', 'Stanford'],
    ['I use Node.js and MongoDB.', 'MongoDB'],
    ['She met Marek Robotics.', 'Marek Robotics'],
    ['I went to MIT.', 'MIT'],
    ['Write to zoe@mail.example.com.', 'zoe@mail.example.com'],
    ['I speak German.', 'German'],
  ])('%s is not', async (answer, text) => {
    expect(await check(answer)).toEqual([{ kind: 'name', text }]);
  });

  test('a German sentence is not flagged for its nouns', async () => {
    expect(await check('Ich bin die Leiterin und arbeite mit der Mannschaft in Oslo.')).toEqual([]);
  });
});

describe('titles', () => {
  test.each([
    'She is a senior engineer.',
    'A Software Engineer.',
    'I have a B.Sc. in Physics.',
    "My bachelor's degree is in physics.",
  ])('%s is borne out', async (answer) => {
    expect(await check(answer)).toEqual([]);
  });

  test.each([
    ['She is a principal engineer.', 'principal engineer'],
    ['She is a nurse.', 'nurse'],
    ['I have a PhD in physics.', 'PhD'],
    ["My master's degree is in physics.", 'master degree'],
    ['I have a bachelor of arts.', 'bachelor'],
    ['The founder of Halden.', 'founder'],
  ])('%s is not', async (answer, text) => {
    expect(await check(answer)).toEqual([{ kind: 'title', text }]);
  });
});

test('what stands in another passage than the cited one is a wrong citation', async () => {
  expect(await check('She ran 1,400 robots [2].')).toEqual([{ kind: 'citation', text: '1,400' }]);
});

test('each is named once, in the order of the answer', async () => {
  const found = await check('In 2017 Holden paid 77 people. Holden had 77 in 2017.');

  expect(found.map(({ text }) => text)).toEqual(['2017', 'Holden', '77']);
});

test('quotes of the passages are borne out', async () => {
  const prompt = { messages: [], question: 'What did Zoë do at Halden Robotics?', passages: PASSAGES };
  let text = '';

  for await (const event of createExtractiveGenerator().generate(prompt, { signal: new AbortController().signal })) {
    if (event.type === 'delta') text += event.text;
  }

  expect(text).toContain('Halden');
  expect(await check(text)).toEqual([]);
});

describe('what a model writes without stating anything new', () => {
  test.each([
    'Root cause: none. Using Node.js, she won.',
    'You’ll find it in Oslo.',
    '### Career Milestones Beyond Oslo',
    '| Usage Notes | Main Takeaway |\n|---|---|\n| Oslo | Physics |',
    'It went from 12.5 % to 1,400, a difference of 1387.5.',
    'Ich wohnte in Oslo, in Norwegen, und studierte Physik an der Universität von Berkeley.',
    '我从2019年3月开始在 Halden Robotics 工作。',
    'I know NodeJS.',
  ])('%s is borne out', async (answer) => {
    expect(await check(answer)).toEqual([]);
  });

  test.each([
    ['Rust is my favourite.', 'Rust'],
    ['Mark joined us.', 'Mark'],
    ['I use kubectl every day.', 'kubectl'],
    ['I wrote it with `frobnicate`.', 'frobnicate'],
    ['Außerdem lerne ich Japanisch und wohne in Oslo.', 'Japanisch'],
    ['Follow me at @zoemarek99.', '@zoemarek99'],
  ])('%s is not', async (answer, text) => {
    expect((await check(answer)).map((found) => found.text)).toEqual([text]);
  });
});

test('a name behind 40,000 characters is not looked up', async () => {
  const filler = 'She runs robots. '.repeat(2500);

  const [before, behind] = [await check(`Holden. ${filler}`), await check(`${filler} Holden.`)];

  expect(before.map(({ text }) => text)).toEqual(['Holden']);
  expect(behind).toEqual([]);
});

test('a long answer lets others have the event loop', async () => {
  let isOver = false;
  let turns = 0;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);

  await check('In 2017 Holden paid 77 people at Halden Robotics in Oslo, Norway. '.repeat(600));

  isOver = true;
  expect(turns).toBeGreaterThan(2);
});

async function check(
  answer: string,
  asked: { readonly question: string; readonly earlierQuestions: readonly string[] } = {
    question: 'And?',
    earlierQuestions: [],
  },
): Promise<readonly Ungrounded[]> {
  return findUngrounded(answer, {
    passages: PASSAGES,
    persona: { name: 'Zoë Marek', headline: '' },
    now: Date.UTC(2026, 0),
    ...asked,
  });
}
