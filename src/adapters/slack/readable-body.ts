import { HTTPModuleFunctions } from '@slack/bolt';
import { z } from 'zod';

/** What Bolt takes for granted in a body of the kind that it takes it for. */
const readableBody = z.looseObject({
  event: z.looseObject({ type: z.string() }).optional(),
  command: z.string().optional(),
  actions: z.array(z.looseObject({})).min(1).optional(),
});

/**
 * Checks what Bolt reads without a look: it fails in the middle of its own code otherwise.
 *
 * @throws {TypeError} Slack sends nothing like it
 */
export function assertReadable(body: unknown): void {
  if (!readableBody.safeParse(body).success) throw new TypeError('Slack sends no such body.');
}

/** A request whose body was read; what Bolt makes of one. */
export type ReadRequest = Awaited<ReturnType<typeof HTTPModuleFunctions.bufferIncomingMessage>>;

/**
 * Whether a body is an object. Bolt looks into any that is valid JSON, in an async function that nobody waits for, so that
 * a signed `null` ends the process.
 */
export function hasObject(request: ReadRequest): boolean {
  try {
    return z.looseObject({}).safeParse(HTTPModuleFunctions.parseHTTPRequestBody(request)).success;
  } catch {
    // It is no JSON.
    return false;
  }
}
