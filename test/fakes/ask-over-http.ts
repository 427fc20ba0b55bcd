import { z } from 'zod';

const Done = z.object({
  turnId: z.string(),
  text: z.string(),
  sources: z.array(z.looseObject({ number: z.number(), title: z.string() })),
  outcome: z.enum(['answered', 'unknown', 'degraded', 'refused', 'failed']),
});

/** What came over the event stream. */
export interface StreamedAnswer {
  readonly events: readonly string[];
  readonly done: z.infer<typeof Done>;
}

/** Asks over `POST /api/ask` and reads the stream to its end. */
export async function askOverHttp(url: string, question: string, conversationId?: string): Promise<StreamedAnswer> {
  const response = await fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question, ...(conversationId === undefined ? {} : { conversationId }) }),
  });
  const blocks = (await response.text()).split('\n\n').filter((block) => block.startsWith('event: '));
  const events = blocks.map((block) => ({
    name: /^event: (\w+)/.exec(block)?.[1] ?? '',
    fields: /^data: (.*)$/m.exec(block)?.[1] ?? '{}',
  }));
  const last = events.find(({ name }) => name === 'done');
  return { events: events.map(({ name }) => name), done: Done.parse(JSON.parse(last?.fields ?? '{}')) };
}
