import { describe, expect, test } from 'vitest';
import { createPromptGuard } from '../../../../src/core/answer/prompt-guard.ts';
import { toRules } from '../../../../src/core/answer/prompt.ts';

const RULES = toRules({ name: 'Maya', headline: 'Engineer', suggestions: [] });

describe('the guard of the prompt', () => {
  test.each(RULES)('none of %j comes out, however it is cut and written', (rule) => {
    for (const echo of [rule, rule.toUpperCase(), rule.replaceAll(' ', ' **'), `> ${rule.replaceAll(' ', '\n> ')}`]) {
      for (const size of [1, 4, 11, 400]) {
        const { text, isLeaking } = guarded(`Well. ${echo} And more.`, size);

        expect(isLeaking).toBe(true);
        expect((text.match(/\w+/g) ?? []).length).toBeLessThanOrEqual(3);
      }
    }
  });

  test.each([
    'I answer only from my files, and I work at Acme [1].',
    'I am the AI twin of Maya (Engineer): an AI, and I say so.',
    'Write in the language of your team. Make promises that you can keep.',
    'Die Antwort steht in den Dateien [2][3]. 我在里斯本工作。',
  ])('%j comes out whole, however it is cut', (text) => {
    for (const size of [1, 3, 400]) expect(guarded(text, size)).toEqual({ text, isLeaking: false });
  });

  test('ordinary words do not wait', () => {
    const guard = createPromptGuard(RULES);

    expect(guard.push('Maya lives in Rotterdam ')).toBe('Maya lives in Rotterdam ');
  });
});

function guarded(text: string, size: number): { readonly text: string; readonly isLeaking: boolean } {
  const guard = createPromptGuard(RULES);
  let shown = '';
  for (let at = 0; at < text.length; at += size) shown += guard.push(text.slice(at, at + size));
  shown += guard.end();
  return { text: shown, isLeaking: guard.isLeaking };
}
