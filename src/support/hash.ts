import { createHmac } from 'node:crypto';

/**
 * A short name for a person, for logs: the same person has the same one in every line, and without the salt nobody
 * finds the person from it. 12 hex digits.
 */
export function hashUser(user: string, salt: string): string {
  return createHmac('sha256', salt).update(user).digest('hex').slice(0, 12);
}
