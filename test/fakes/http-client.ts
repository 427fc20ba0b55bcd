import { request as sendRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { z } from 'zod';

/** A response as it came over the wire. */
export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What to send; unlike `fetch`, this can send any Host, Origin and Sec-Fetch-Site. */
export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends one request as a program that is no browser can. */
export async function send(
  url: string,
  { method = 'GET', headers = {}, body = '' }: RawRequest = {},
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const request = sendRequest(url, { method, headers, agent: false }, (response) => {
      readAll(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        reject,
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends a question as a client would. */
export async function postQuestion(
  url: string,
  asked: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawResponse> {
  return send(`${url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(asked),
  });
}

const SourceShape = z.strictObject({
  number: z.number(),
  title: z.string(),
  text: z.string(),
  file: z.string(),
  link: z.url().optional(),
});

const PassageShape = z.strictObject({
  number: z.number(),
  title: z.string(),
  text: z.string(),
  source: z.string(),
  link: z.url().optional(),
  score: z.number(),
});

const EventShape = z.discriminatedUnion('event', [
  z.object({ event: z.literal('passages'), data: z.strictObject({ passages: z.array(PassageShape) }) }),
  z.object({ event: z.literal('delta'), data: z.strictObject({ text: z.string() }) }),
  z.object({
    event: z.literal('error'),
    data: z.strictObject({ turnId: z.string(), kind: z.string(), message: z.string() }),
  }),
  z.object({
    event: z.literal('done'),
    data: z.strictObject({
      turnId: z.string(),
      text: z.string(),
      sources: z.array(SourceShape),
      outcome: z.enum(['answered', 'unknown', 'degraded', 'refused', 'failed']),
    }),
  }),
]);

/** One event of `POST /api/ask`. */
export type StreamedEvent = z.infer<typeof EventShape>;

/**
 * Reads a whole event stream. Throws on anything that is not exactly the promised form: one `event:` line and one
 * `data:` line with one JSON object, an empty line after it, comments in between, no field that is not promised.
 */
export function parseEvents(stream: string): readonly StreamedEvent[] {
  if (!stream.endsWith('\n\n')) throw new Error(`The stream ends in the middle of an event: ${stream.slice(-80)}`);
  const blocks = stream.split('\n\n').slice(0, -1);
  return blocks.filter((block) => !/^:[^\n]*$/.test(block)).map(parseEvent);
}

/** The last event, which must be `done`. */
export function doneOf(events: readonly StreamedEvent[]) {
  const last = events.at(-1);
  if (last?.event !== 'done') throw new Error(`The stream ends with ${last?.event ?? 'nothing'} instead of done.`);
  return last.data;
}

/** All deltas, joined: what somebody reads who only prints. */
export function textOf(events: readonly StreamedEvent[]): string {
  return events.map((event) => (event.event === 'delta' ? event.data.text : '')).join('');
}

function parseEvent(block: string): StreamedEvent {
  const match = /^event: (\w+)\ndata: (\{.*\})$/.exec(block);
  if (!match) throw new Error(`This is no event of the promised form: ${block}`);
  return EventShape.parse({ event: match[1], data: JSON.parse(match[2] ?? '') });
}
