import type { Json } from '../state-store.ts';

/** A JSON text that cannot be read, with the place of the first fault. */
class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/** How deep arrays and objects may be nested in a profile. */
const MAX_JSON_DEPTH = 64;

/**
 * Parses strict JSON (RFC 8259) without recursing deeper than {@link MAX_JSON_DEPTH}. The messages are not those
 * of `JSON.parse`, which name no line in some versions of Node and quote the text in others.
 *
 * @throws {JsonSyntaxError} `line 3, column 14: expected a comma or a closing brace`
 */
export function parseJson(text: string): Json {
  const value = parseSound(text);
  return value === undefined ? parseFaulty(text) : value;
}

/** The quick way; nothing for a text that has a fault. */
function parseSound(text: string): Json | undefined {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isText = false;
  for (let offset = 0; offset < text.length; offset++) {
    const char = text[offset];
    if (char === '"') isText = !isText;
    else if (isText) offset += char === '\\' ? 1 : 0;
    else if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
    if (depth > MAX_JSON_DEPTH) return true;
  }
  return false;
}

/** The thorough way, which finds the first fault. */
function parseFaulty(text: string): Json {
  const cursor: Cursor = { text, offset: 0, depth: 0 };
  const value = readValue(cursor);
  skipSpace(cursor);
  if (cursor.offset < text.length) fail(cursor, 'expected the end of the file');
  return value;
}

interface Cursor {
  readonly text: string;
  offset: number;
  depth: number;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const WORDS = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function readValue(cursor: Cursor): Json {
  skipSpace(cursor);
  const first = cursor.text[cursor.offset];
  if (first === '{') return nested(cursor, readObject);
  if (first === '[') return nested(cursor, readArray);
  return first === '"' ? readString(cursor) : readPlain(cursor);
}

function nested(cursor: Cursor, read: (cursor: Cursor) => Json): Json {
  if (cursor.depth === MAX_JSON_DEPTH) fail(cursor, `nested deeper than ${MAX_JSON_DEPTH} levels; flatten it`);
  cursor.depth++;
  cursor.offset++;
  const value = read(cursor);
  cursor.depth--;
  return value;
}

function readObject(cursor: Cursor): Json {
  const entries: [string, Json][] = [];
  if (takes(cursor, '}')) return {};
  do {
    skipSpace(cursor);
    if (cursor.text[cursor.offset] !== '"') fail(cursor, 'expected a key in double quotes');
    const key = readString(cursor);
    if (!takes(cursor, ':')) fail(cursor, 'expected a colon after the key');
    entries.push([key, readValue(cursor)]);
  } while (takes(cursor, ','));
  if (!takes(cursor, '}')) fail(cursor, 'expected a comma or a closing brace');
  return Object.fromEntries(entries);
}

function readArray(cursor: Cursor): Json {
  const items: Json[] = [];
  if (takes(cursor, ']')) return items;
  do items.push(readValue(cursor));
  while (takes(cursor, ','));
  if (!takes(cursor, ']')) fail(cursor, 'expected a comma or a closing bracket');
  return items;
}

function readString(cursor: Cursor): string {
  const start = cursor.offset;
  for (cursor.offset++; cursor.text[cursor.offset] !== '"'; cursor.offset++) {
    const char = cursor.text[cursor.offset];
    if (char === undefined) fail({ ...cursor, offset: start }, 'a text in double quotes is never closed');
    if (char < ' ')
      fail(cursor, 'a text in double quotes goes on over the end of the line, or holds a control character');
    if (char === '\\') cursor.offset++;
  }
  cursor.offset++;
  return unescape(cursor, start);
}

function unescape(cursor: Cursor, start: number): string {
  const literal = cursor.text.slice(start, cursor.offset);
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    const value: unknown = JSON.parse(literal);
    return String(value);
  } catch {
    return fail({ ...cursor, offset: start }, 'a text in double quotes holds an unknown escape after a backslash');
  }
}

function readPlain(cursor: Cursor): Json {
  const word = match(cursor, WORD);
  if (word !== undefined) return WORDS.get(word) ?? null;
  const number = match(cursor, NUMBER);
  if (number !== undefined) return Number(number);
  if (cursor.offset >= cursor.text.length) return fail(cursor, 'the file ends in the middle of a value');
  return fail(cursor, 'expected a value: text in double quotes, a number, true, false, null, a list or an object');
}

function match(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.offset;
  const found = pattern.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.offset += found.length;
  return found;
}

function skipSpace(cursor: Cursor): void {
  match(cursor, SPACE);
}

function takes(cursor: Cursor, char: string): boolean {
  skipSpace(cursor);
  if (cursor.text[cursor.offset] !== char) return false;
  cursor.offset++;
  return true;
}

function fail(cursor: Cursor, problem: string): never {
  const before = cursor.text.slice(0, cursor.offset).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  throw new JsonSyntaxError(`line ${before.length}, column ${column}: ${problem}`);
}
