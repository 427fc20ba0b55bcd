import { InputError } from '../../core/errors.ts';

const HEAD_BYTES = 2048;
const CHARSET = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i;

/**
 * Reads a page in the encoding that it names, or that its byte order mark gives; UTF-8 otherwise.
 *
 * @throws {InputError} the bytes are not in that encoding, or nobody knows it
 */
export function decodeHtml(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const marked =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  const charset = marked ?? CHARSET.exec(head)?.[1]?.toLowerCase() ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InputError(`it is not in the encoding ${charset} that it names; save it as UTF-8`, { cause });
  }
}
