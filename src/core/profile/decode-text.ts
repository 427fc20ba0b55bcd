/** A file that is not the text it should be. The message says what to do. */
class TextDecodingError extends Error {
  override readonly name = 'TextDecodingError';
}

/**
 * Reads bytes as UTF-8 text with `\n` line ends and without a byte order mark.
 *
 * @throws {TextDecodingError} when the bytes are no UTF-8 or hold NUL
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new TextDecodingError('it is UTF-16; save it as UTF-8');
  }
  if (bytes.includes(0))
    throw new TextDecodingError('it holds NUL bytes, so it is no text; save it as plain UTF-8 text');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch (error) {
    throw new TextDecodingError('it is not valid UTF-8; save it as UTF-8', { cause: error });
  }
}
