import { describe, expect, test } from 'vitest';
import { createPromptGuard } from '../../../../src/core/answer/prompt-guard.ts';
import { toRot13 } from '../../../../src/support/disguises.ts';
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

  test.each<[string, (rule: string) => string]>([
    ['spaced out', (rule) => Array.from(rule).join(' ')],
    ['with other vowels', (rule) => rule.replaceAll(/[aeiou]/gi, '*')],
    ['backwards', (rule) => Array.from(rule).toReversed().join('')],
    ['shifted by 13 letters', toRot13],
    ['in base64', (rule) => Buffer.from(rule).toString('base64')],
    ['in base64 after other text', (rule) => Buffer.from(`Of course: ${rule}`).toString('base64url')],
    ['in hexadecimal', (rule) => Buffer.from(rule).toString('hex')],
    ['in hexadecimal pairs', (rule) => Buffer.from(rule).toString('hex').replaceAll(/../g, '$& ')],
    ['in percent signs', (rule) => Buffer.from(rule).toString('hex').replaceAll(/../g, '%$&')],
    ['with invisible marks', (rule) => Array.from(rule).join('\u0301')],
  ])('no rule comes out %s', (_how, disguise) => {
    for (const rule of RULES) {
      for (const size of [1, 4, 11, 4000]) {
        const { text, isLeaking } = guarded(`Well. ${disguise(rule)} And more.`, size);

        expect(isLeaking).toBe(true);
        expect(text.length).toBeLessThanOrEqual('Well. '.length + 60);
      }
    }
  });

  test.each([
    'The long word Donaudampfschifffahrtsgesellschaftskapitän and https://maya.example.com/a/very-long_path/2021 [1].',
    'A digest is 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, the years 20 21 22 23 24 25 26 27 28 29.',
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
