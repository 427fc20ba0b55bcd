import { z } from 'zod';

/** One call of a Web API method, as it came over the wire. */
export interface ApiCall {
  readonly method: string;
  readonly token: string;
  /** Epoch ms of the fake's clock. */
  readonly atMs: number;
  readonly params: Readonly<Record<string, string>>;
}

/** What a method answers. */
export type ApiResult =
  | { readonly ok: true; readonly [field: string]: unknown }
  | { readonly ok: false; readonly error: string };

const jsonBody = z.record(z.string(), z.unknown());
const blocks = z.array(z.looseObject({ type: z.string() }));
const blockText = z.union([z.string(), z.looseObject({ text: z.string() }).transform(({ text }) => text)]);
const chunks = z.array(z.looseObject({ type: z.string(), text: z.string().optional() }));

/** Reads the arguments of a call; objects stay JSON strings, as they are in a form. */
export function parseParams(body: string, contentType: string): Readonly<Record<string, string>> {
  if (!contentType.startsWith('application/json')) return Object.fromEntries(new URLSearchParams(body));
  const fields = Object.entries(jsonBody.parse(JSON.parse(body)));
  return Object.fromEntries(
    fields.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** The text of blocks, as much as a person reads of it. */
export function textOfBlocks(json: string): string {
  return blocks
    .parse(JSON.parse(json))
    .map((block) => blockText.safeParse(block['text']).data ?? '')
    .join('\n');
}

/** The text that a message's arguments make visible. */
export function visibleText(params: Readonly<Record<string, string>>): string {
  return (
    params['markdown_text'] ?? (params['blocks'] === undefined ? params['text'] : textOfBlocks(params['blocks'])) ?? ''
  );
}

/** The text that a stream's arguments add. */
export function streamedText(params: Readonly<Record<string, string>>): string {
  const parts = chunks.parse(JSON.parse(params['chunks'] ?? '[]'));
  return [params['markdown_text'] ?? '', ...parts.map(({ text }) => text ?? '')].join('');
}
