/** Says whether a vector's metadata pass a filter. */
export type MetadataTest = (metadata: Readonly<Record<string, unknown>>) => boolean;

const TOKEN = /\s*(?:'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.[\]#-]*)|(!=|<=|>=|[=<>(),]))/y;

interface Token {
  readonly kind: 'text' | 'word' | 'sign';
  readonly value: string;
}

/**
 * Reads a filter of the service, as much of its grammar as concerns strings and arrays: `=`, `!=`, `IN`, `CONTAINS` and
 * `HAS FIELD` with their `NOT`, joined by `AND`, `OR` and parentheses.
 *
 * @see https://upstash.com/docs/vector/features/filtering
 * @throws {Error} it is no such filter
 */
export function parseFilter(filter: string): MetadataTest {
  const reader = createReader(toTokens(filter));
  const test = readAny(reader);
  if (reader.peek() !== undefined) throw new Error(`Invalid filter: ${filter}`);
  return test;
}

interface Reader {
  peek(): Token | undefined;
  next(): Token;
  /** Takes a word or sign if it is the next one. */
  takes(value: string): boolean;
}

function createReader(tokens: readonly Token[]): Reader {
  let at = 0;
  return {
    peek: () => tokens[at],
    next() {
      const token = tokens[at];
      if (token === undefined) throw new Error('Invalid filter: it ends too early');
      at += 1;
      return token;
    },
    takes(value) {
      const token = tokens[at];
      if (token === undefined || token.kind === 'text' || token.value.toUpperCase() !== value) return false;
      at += 1;
      return true;
    },
  };
}

function toTokens(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (filter.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(filter);
    if (match === null) throw new Error(`Invalid filter at ${at}: ${filter}`);
    const [whole, single, double, number, word, sign = ''] = match;
    at += whole.length;
    const text = single ?? double ?? number;
    tokens.push(
      text === undefined
        ? { kind: word === undefined ? 'sign' : 'word', value: word ?? sign }
        : { kind: 'text', value: text },
    );
  }
  return tokens;
}

function readAny(reader: Reader): MetadataTest {
  const tests = [readEvery(reader)];
  while (reader.takes('OR')) tests.push(readEvery(reader));
  return (metadata) => tests.some((test) => test(metadata));
}

function readEvery(reader: Reader): MetadataTest {
  const tests = [readOne(reader)];
  while (reader.takes('AND')) tests.push(readOne(reader));
  return (metadata) => tests.every((test) => test(metadata));
}

function readOne(reader: Reader): MetadataTest {
  if (reader.takes('(')) {
    const test = readAny(reader);
    if (!reader.takes(')')) throw new Error('Invalid filter: a parenthesis is never closed');
    return test;
  }
  if (reader.takes('HAS')) {
    const isNegated = reader.takes('NOT');
    if (!reader.takes('FIELD')) throw new Error('Invalid filter: FIELD is missing');
    const field = reader.next().value;
    return (metadata) => (metadata[field] !== undefined) !== isNegated;
  }
  return readComparison(reader, reader.next().value);
}

/** A comparison with a field that is not there never holds, not even a negated one. */
function readComparison(reader: Reader, field: string): MetadataTest {
  const isNegated = reader.takes('NOT') || reader.takes('!=');
  const compare = readOperator(reader, isNegated);
  return (metadata) => metadata[field] !== undefined && compare(metadata[field]) !== isNegated;
}

function readOperator(reader: Reader, isNegated: boolean): (value: unknown) => boolean {
  if (reader.takes('IN')) {
    const literals = readList(reader);
    return (value) => literals.includes(String(value));
  }
  if (reader.takes('CONTAINS')) {
    const literal = reader.next().value;
    return (value) => Array.isArray(value) && value.map(String).includes(literal);
  }
  if (!reader.takes('=') && !isNegated) throw new Error('Invalid filter: unknown operator');
  const literal = reader.next().value;
  return (value) => String(value) === literal;
}

function readList(reader: Reader): readonly string[] {
  const literals: string[] = [];
  if (!reader.takes('(')) throw new Error('Invalid filter: IN needs a list');
  do literals.push(reader.next().value);
  while (reader.takes(','));
  if (!reader.takes(')')) throw new Error('Invalid filter: the list is never closed');
  return literals;
}
