import { createRequire } from 'node:module';
import { z } from 'zod';

/** Names that no registry sells, and that lead somewhere all the same. @see https://www.iana.org/assignments/special-use-domain-names */
const SPECIAL_USE = ['example', 'internal', 'invalid', 'local', 'localhost', 'onion', 'test'];

/**
 * Every ending of a host name, in lower case, those of other scripts in their own letters. Marks are taken off, as where
 * it is looked up. The list is JSON, which Node 20 lets a module import with a warning only.
 *
 * @see https://data.iana.org/TLD/tlds-alpha-by-domain.txt
 */
export const TOP_LEVEL_DOMAINS: ReadonlySet<string> = new Set(
  [...z.array(z.string()).parse(createRequire(import.meta.url)('tlds')), ...SPECIAL_USE].map((name) =>
    name.normalize('NFKD').replaceAll(/\p{M}/gu, '').normalize('NFC'),
  ),
);
