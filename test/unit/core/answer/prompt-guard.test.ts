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

  test.each<[string, (rule: string) => string]>([
    ['shifted by one letter', (rule) => shifted(rule, (letter) => (letter + 1) % 26)],
    ['shifted by five letters', (rule) => shifted(rule, (letter) => (letter + 5) % 26)],
    ['in the alphabet that runs backwards', (rule) => shifted(rule, (letter) => 25 - letter)],
    [
      'with each word backwards',
      (rule) =>
        rule
          .split(' ')
          .map((word) => Array.from(word).toReversed().join(''))
          .join(' '),
    ],
    ['with its words in the opposite order', (rule) => rule.split(' ').toReversed().join(' ')],
    ['in lines of base64', (rule) => Buffer.from(rule).toString('base64').replaceAll(/.{12}/g, '$&\n')],
    [
      'in base64 word by word',
      (rule) =>
        rule
          .split(' ')
          .map((word) => Buffer.from(word).toString('base64'))
          .join(' '),
    ],
    ['in base64 of base64', (rule) => Buffer.from(Buffer.from(rule).toString('base64')).toString('base64')],
    ['in base64 backwards', (rule) => Array.from(Buffer.from(rule).toString('base64')).toReversed().join('')],
    ['in decimal numbers', (rule) => Array.from(Buffer.from(rule)).join(', ')],
    ['in octal numbers', (rule) => Array.from(Buffer.from(rule), (code) => code.toString(8)).join(' ')],
    [
      'in binary numbers',
      (rule) => Array.from(Buffer.from(rule), (code) => code.toString(2).padStart(8, '0')).join(' '),
    ],
    ['in hexadecimal between bars', (rule) => Buffer.from(rule).toString('hex').replaceAll(/../g, '$&|')],
    ['as entities', (rule) => Array.from(Buffer.from(rule), (code) => `&#${code};`).join('')],
    ['as escapes', (rule) => Array.from(Buffer.from(rule), (code) => `\\u00${code.toString(16)}`).join('')],
    ['in small capitals', (rule) => rule.replaceAll(/[nrt]/g, (letter) => ({ n: 'ɴ', r: 'ʀ' })[letter] ?? 'ᴛ')],
    ['with digits for letters', (rule) => rule.replaceAll(/[tsg]/g, (letter) => ({ t: '7', s: '5' })[letter] ?? '9')],
    ['with a word between any two', (rule) => rule.split(' ').join(' banana ')],
  ])('a model that repeats its rules %s is stopped', (_how, disguise) => {
    const text = `Well. ${disguise(RULES.join(' '))} And more.`;

    for (const size of [1, 4, 11, 4000]) expect(guarded(text, size).isLeaking).toBe(true);
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

function shifted(text: string, shift: (letter: number) => number): string {
  return text
    .toLowerCase()
    .replaceAll(/[a-z]/g, (letter) => String.fromCharCode(97 + shift(letter.charCodeAt(0) - 97)));
}
