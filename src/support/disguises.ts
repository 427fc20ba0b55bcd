const VOWELS = /[aeiou]/g;
const BASE64 = /[A-Za-z0-9+/_-]{16,}/g;
const HEX = /(?:(?:[\\%]|0?x|&#x)*[0-9a-f]{2}[\s,;:]{0,2}){8,}/gi;

/** The consonants of a text in lower case, without accents: what is left of it whatever is done to the rest. */
export function toConsonants(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(VOWELS, '');
}

/** Shifts every Latin letter by 13. */
export function toRot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

/** What the base64 and hexadecimal runs in a text say, from every place at which they may have begun. */
export function decodedForms(text: string): readonly string[] {
  const base64 = [...text.matchAll(BASE64)].flatMap(([run]) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')),
  );
  const hex = [...text.matchAll(HEX)].map(([run]) =>
    Buffer.from(run.replaceAll(/&#x|0x|[^0-9a-f]/gi, ''), 'hex').toString('latin1'),
  );
  return [...base64, ...hex];
}
