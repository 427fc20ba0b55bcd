import type { Evidence } from './evidence.ts';
import type { Mention } from './mention.ts';

const ADDRESS =
  /(?:https?:\/\/|www\.)[^\s<>)"”]+|(?<![\w@.])@[a-z][\w-]{2,}(?![\w@-])|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.@])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|edu|gov|ai|me|app|shop|store|blog|tech|cloud|info|co|tv|us|uk|eu|de|nl|fr|es|it|ch|at|be|ca|au|nz|in|jp|cn|br|se|no|dk|fi|pl|pt|ie)(?:\/[^\s<>)"”]*)?(?![\w-])/gi;

/** Every web address, e-mail address and handle in a text. */
export function findAddresses(text: string): readonly Mention[] {
  return [...text.matchAll(ADDRESS)].map((match) => {
    const written = match[0].replace(/[.,;:!?]+$/, '');
    return { text: written, at: match.index, end: match.index + written.length };
  });
}

/** Whether some text gives this address, with or without its protocol. */
export function isAddressIn(address: string, evidence: readonly Evidence[]): boolean {
  const bare = address
    .toLowerCase()
    .replace(/^(?:https?:\/\/)?(?:www\.)?@?/, '')
    .replace(/\/$/, '');
  return evidence.some(({ plain }) => plain.includes(bare) || isHandleIn(bare, plain));
}

/** `@lena@hachyderm.io`, for a text that holds `hachyderm.io/@lena`. */
function isHandleIn(address: string, plain: string): boolean {
  const [name = '', host] = address.split('@');
  return host !== undefined && plain.includes(`${host}/@${name}`);
}
