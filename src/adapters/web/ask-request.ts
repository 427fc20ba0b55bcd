import { z } from 'zod';

/** The most bytes that the body of a question may have. */
const MAX_BODY_BYTES = 64 * 1024;

/** What `POST /api/ask` takes. */
export interface AskRequest {
  readonly question: string;
  /** Which of the asker's conversations goes on. */
  readonly conversationId?: string | undefined;
}

/** A request that cannot be read, with what to do about it. */
export interface RequestFault {
  readonly status: 400 | 413 | 415;
  readonly error: string;
}

const SHAPE = 'Send a JSON object such as {"question": "What do you work on?"}.';

const AskBody = z.object({
  question: z.string({ error: `"question" must be a text. ${SHAPE}` }),
  conversationId: z
    .string({ error: '"conversationId" must be a text, or be left out.' })
    .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: '"conversationId" must be 1 to 64 letters, digits, "_" or "-".' })
    .optional(),
});

/** Reads the body of a question. Gives a {@link RequestFault} for whatever is not one; never throws. */
export async function readAskRequest(request: Request): Promise<AskRequest | RequestFault> {
  const contentType = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(?:;|$)/i.test(contentType)) {
    return { status: 415, error: 'Send the question with "Content-Type: application/json".' };
  }
  // A client that breaks off has sent no JSON, and is no fault of the server.
  const text = await readText(request).catch(() => '');
  if (text === undefined) {
    return { status: 413, error: `The body is over ${MAX_BODY_BYTES / 1024} KB. Send the question alone.` };
  }
  return parseAskBody(text);
}

function parseAskBody(text: string): AskRequest | RequestFault {
  const json = parseJson(text);
  if (json === undefined) return { status: 400, error: `The body is no valid JSON. ${SHAPE}` };
  const { success, data, error } = AskBody.safeParse(json.value, { error: () => SHAPE });
  return success ? data : { status: 400, error: error.issues[0]?.message ?? SHAPE };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Gives nothing when the body is too large; the length that the client claims is not relied on. */
async function readText(request: Request): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let byteCount = 0;
  for await (const bytes of request.body ?? []) {
    byteCount += bytes.byteLength;
    if (byteCount > MAX_BODY_BYTES) return undefined;
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}
