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

const CODE = /(?:&#x?|\\u\{?|\\x|[0-9]*0[xob])?([0-9a-f]{1,8})[;}]?/i;
/** Numbers with a sign or two between them, or with what says that each is a character. */
const CODES = new RegExp(`(?:${CODE.source.replace('([', '(?:[')}[\\s,;:|/._-]{0,3}){12,}`, 'gi');
const NUMBER_BASES = [2, 8, 10, 16] as const;
const SEPARATED = /[^\s,;:|/._-]+/g;

/** What rows of numbers say when each is a character: in any usual base, as entities, or escaped. */
export function decodedNumbers(text: string): readonly string[] {
  return [...text.matchAll(CODES)].flatMap(([run]) => {
    const parts = run.replaceAll(/[;}](?=\S)|(?<=[0-9a-f])(?=\\|&#|%)/gi, '$& ').match(SEPARATED) ?? [];
    const codes = parts.map((part) => CODE.exec(part)?.[1] ?? '');
    return NUMBER_BASES.map((base) => codes.map((code) => toCharacter(Number.parseInt(code, base))).join(''));
  });
}

function toCharacter(code: number): string {
  return code >= 32 && code < 127 ? String.fromCharCode(code) : '';
}

/** What base64 says that was cut into lines or words, reversed, or made twice. */
export function decodedPieces(text: string): readonly string[] {
  const joined = text.replaceAll(/\s/g, '');
  const whole = [joined, Array.from(joined).toReversed().join('')].flatMap(decodedForms);
  const words = (text.match(/[A-Za-z0-9+/_-]{4,}={0,2}/g) ?? []).map((word) =>
    Buffer.from(word, 'base64').toString('latin1'),
  );
  return [...whole, ...whole.flatMap(decodedForms), words.join(' ')];
}

const SMALL_CAPITALS = 'ʙᴄᴅꜰɢʜᴊᴋʟᴍɴᴘꞯʀꜱᴛᴠᴡʏᴢ';
const AS_LETTERS = 'bcdfghjklmnpqrstvwyz';
const DIGITS: Readonly<Record<string, string>> = {
  '1': 'l',
  '2': 'z',
  '5': 's',
  '6': 'b',
  '7': 't',
  '8': 'b',
  '9': 'g',
};

/** Letters for the signs that look like them. */
export function lookAlikes(text: string): string {
  return text
    .replaceAll(/[1256789]/g, (digit) => DIGITS[digit] ?? digit)
    .replaceAll(/[ʙᴄᴅꜰɢʜᴊᴋʟᴍɴᴘꞯʀꜱᴛᴠᴡʏᴢ]/gu, (letter) => AS_LETTERS[SMALL_CAPITALS.indexOf(letter)] ?? letter);
}

/** How far each Latin letter of a text is from the one before, as letters: the same for every shift of the alphabet. */
export function toSteps(text: string): string {
  const letters = text.toLowerCase().replaceAll(/[^a-z]/g, '');
  return Array.from(letters.slice(1), (letter, at) =>
    String.fromCharCode(97 + ((letter.charCodeAt(0) - letters.charCodeAt(at) + 26) % 26)),
  ).join('');
}

/** The steps of the alphabet that runs backwards. */
export function mirroredSteps(steps: string): string {
  return steps.replaceAll(/[b-z]/g, (step) => String.fromCharCode(97 + 26 - (step.charCodeAt(0) - 97)));
}
