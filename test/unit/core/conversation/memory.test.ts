import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemory, MAX_HISTORY_TOKENS, MEMORY_TTL_MS } from '../../../../src/core/conversation/memory.ts';
import { trimHistory } from '../../../../src/core/conversation/trim-history.ts';
import { estimateTokens, estimateUsage } from '../../../../src/core/limits/estimate-usage.ts';
import { toConversationKey, toUserKey } from '../../../../src/core/turn.ts';
import type { Turn } from '../../../../src/core/turn.ts';
import { createSqliteState } from '../../../../src/engines/state/sqlite.ts';
import type { StateStore, StoredTurn } from '../../../../src/core/state-store.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import type { FakeClock } from '../../../fakes/clock.ts';

const MAYA = toUserKey('slack', 'T1', 'U1');

describe('the memory', () => {
  let clock: FakeClock;
  let state: StateStore;

  beforeEach(() => {
    clock = createFakeClock();
    state = createSqliteState({ path: ':memory:', clock });
  });

  afterEach(() => state[Symbol.asyncDispose]());

  test('looks back on what one person said in one place', async () => {
    const memory = createMemory(state.conversations);

    await memory.remember(turnOf(), said('Where?', clock));

    expect((await memory.recall(turnOf())).map(({ question }) => question)).toEqual(['Where?']);
  });

  test.each([
    ['another person in the same thread', turnOf({ user: toUserKey('slack', 'T1', 'U2') })],
    ['another thread of the same person', turnOf({ place: 'thread-2' })],
    ['the same person and place, for members', turnOf({ audience: 'members' })],
    ['the same person and place, for everybody', turnOf({ audience: 'public' })],
  ])('keeps what was said from %s', async (_name, other) => {
    const memory = createMemory(state.conversations);

    await memory.remember(turnOf(), said('Where?', clock));

    expect(await memory.recall(other)).toEqual([]);
  });

  test('forgets after a day', async () => {
    const memory = createMemory(state.conversations);
    await memory.remember(turnOf(), said('Where?', clock));

    await clock.advance(MEMORY_TTL_MS + 1);

    expect(await memory.recall(turnOf())).toEqual([]);
  });

  test('forgets a person for every audience', async () => {
    const memory = createMemory(state.conversations);
    await memory.remember(turnOf(), said('Where?', clock));
    await memory.remember(turnOf({ audience: 'public' }), said('Where?', clock));

    expect(await state.forget({ user: MAYA })).toMatchObject({ turns: 2 });
    expect(await memory.recall(turnOf())).toEqual([]);
  });

  test('looks back as far as the tokens reach', async () => {
    const memory = createMemory(state.conversations);
    for (const name of ['one', 'two', 'three', 'four']) {
      await memory.remember(turnOf(), said(name, clock, '海'.repeat(MAX_HISTORY_TOKENS / 3)));
      await clock.advance(1);
    }

    expect((await memory.recall(turnOf())).map(({ question }) => question)).toEqual(['three', 'four']);
  });
});

describe('a history that is trimmed', () => {
  const clock = createFakeClock();

  test('keeps the newest turns that fit, in their order', () => {
    const history = ['a', 'b', 'c'].map((question) => said(question, clock, 'x'.repeat(40)));

    expect(trimHistory(history, 22).map(({ question }) => question)).toEqual(['b', 'c']);
  });

  test('keeps the beginning of a newest turn that does not fit', () => {
    const [kept] = trimHistory([said('a', clock, 'word '.repeat(400))], 50);

    expect(kept?.answer).toMatch(/^word word .*…$/);
    expect(estimateTokens(`${kept?.question}${kept?.answer}`)).toBeLessThanOrEqual(50);
  });

  test('cuts a question that alone is too long', () => {
    const [kept] = trimHistory([said('长'.repeat(500), clock, 'word '.repeat(400))], 50);

    expect(estimateTokens(`${kept?.question}${kept?.answer}`)).toBeLessThanOrEqual(50);
  });

  test('of nothing is nothing', () => {
    expect(trimHistory([], 10)).toEqual([]);
  });
});

describe('tokens are estimated', () => {
  test.each([
    ['English', 'The quick brown fox jumps over the lazy dog.', 9, 14],
    ['Chinese', '我在里斯本的一家机器人公司工作。', 12, 18],
    ['Japanese', 'リスボンのロボット会社で働いています。', 12, 22],
    ['Russian', 'Я работаю в компании, которая делает роботов.', 10, 24],
    ['an emoji', '🤖', 1, 2],
    ['nothing', '', 0, 0],
  ])('for %s as a model would count', (_name, text, atLeast, atMost) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(atLeast);
    expect(estimateTokens(text)).toBeLessThanOrEqual(atMost);
  });

  test('for the usage of an answer, prompt and answer apart', () => {
    expect(estimateUsage([{ role: 'user', content: 'x'.repeat(40) }], '海海')).toEqual({
      promptTokens: 10,
      completionTokens: 2,
    });
  });
});

function turnOf(fields: Partial<Pick<Turn, 'user' | 'audience'>> & { readonly place?: string } = {}): Turn {
  const { user = MAYA, place = 'thread-1', audience = 'owner' } = fields;
  return { face: 'slack', user, conversation: toConversationKey(user, 'C1', place), question: 'Where?', audience };
}

function said(question: string, clock: FakeClock, answer = 'In Lisbon [1].'): StoredTurn {
  return { question, answer, citedTitles: ['Work'], at: clock.now() };
}
