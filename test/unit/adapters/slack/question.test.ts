import { expect, test } from 'vitest';
import { restate, toQuestion } from '../../../../src/adapters/slack/question.ts';

test.each([
  ['<@U0BOT> where do you work?', 'where do you work?'],
  ['hey <@U0BOT|asktwin>, what do you do', 'hey , what do you do'],
  ['does <@U0EVE> know <@U0BOB|bob>?', 'does @U0EVE know @bob?'],
  ['read <#C0ROOM|robots> and <!here>', 'read #robots and @here'],
  ['<!subteam^S1|@team> asks', '@@team asks'],
  ['see <https://acme.example/a?b=1&amp;c=2>', 'see https://acme.example/a?b=1&c=2'],
  ['see <mailto:a@b.example|a@b.example>', 'see a@b.example'],
  ['is 1 &lt; 2 &amp;&amp; 3 &gt; 2', 'is 1 < 2 && 3 > 2'],
  ['&amp;lt; stays an entity', '&lt; stays an entity'],
  ['  <@U0BOT>  ', ''],
  ['two\nlines', 'two\nlines'],
])('%s is read as %s', (text, question) => {
  expect(toQuestion(text, 'U0BOT')).toBe(question);
});

test('a restated question is one short line without formatting', () => {
  const restated = restate(`*Why*\n${'so '.repeat(200)}`, 'maya_k');

  expect(restated).toMatch(/^\*\*mayak\*\* asked: Why so so/);
  expect(restated.length).toBeLessThan(340);
  expect(restated.endsWith('…')).toBe(true);
});
