import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CompletionScript, StreamFault } from './completion-script.ts';

/** How the server counts tokens: inside `x_groq`, or as OpenAI does when it is asked to. */
export type UsageStyle = 'groq' | 'openai' | 'none';

const DEFAULT_USAGE = { prompt_tokens: 100, completion_tokens: 20 };

/** Who streams, and how. */
export interface Streaming {
  readonly model: string;
  readonly usageStyle: UsageStyle;
  /** Called when the first words are sent. */
  readonly onFirstText: () => void;
}

/** Streams a scripted completion; ends early when the client goes. */
export async function streamScript(
  response: ServerResponse,
  script: CompletionScript,
  { model, usageStyle, onFirstText }: Streaming,
): Promise<void> {
  const { reasoning = [], deltas = ['Hello', ' there.'], finishReason = 'stop', usage = DEFAULT_USAGE, fault } = script;
  const send = (event: unknown): boolean => response.write(`data: ${JSON.stringify(event)}\n\n`);
  const sendDelta = (delta: unknown, more = {}): boolean =>
    send({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model, choices: [{ index: 0, delta, ...more }] });

  await pause(script.firstDelayMs);
  sendDelta({ role: 'assistant', content: '' }, { finish_reason: null });
  for (const text of reasoning) {
    await pause(script.delayMs);
    sendDelta({ reasoning: text }, { finish_reason: null });
  }
  for (const [index, text] of deltas.entries()) {
    if (fault?.after === index) break;
    if (script.hold?.after === index) await script.hold.until;
    if (response.destroyed) return;
    if (index > 0) await pause(script.delayMs);
    sendDelta({ content: text }, { finish_reason: null });
    if (index === 0) onFirstText();
  }
  if (fault !== undefined) return breakStream(response, fault.kind);

  const groq = usageStyle === 'groq' && usage !== null ? { x_groq: { id: 'req_1', usage } } : {};
  const last = { index: 0, delta: {}, finish_reason: finishReason };
  send({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model, choices: [last], ...groq });
  if (script.afterFinish !== undefined) return breakStream(response, script.afterFinish);
  if (usageStyle === 'openai' && usage !== null) send({ id: 'chatcmpl-1', model, choices: [], usage });
  response.end('data: [DONE]\n\n');
}

function breakStream(response: ServerResponse, kind: StreamFault): void {
  switch (kind) {
    case 'stall':
      return;
    case 'cut':
      // What was written must reach the client first.
      setTimeout(() => response.destroy(), 20);
      return;
    case 'end':
      response.end();
      return;
    case 'garbage':
      response.end('data: {"choices": [{"del\n\n');
      return;
    case 'wrong-shape':
      response.end('data: {"choices": "none"}\n\n');
      return;
    case 'error-event':
      response.end('event: error\ndata: {"error":{"message":"Over capacity.","type":"internal_server_error"}}\n\n');
      return;
    default:
      kind satisfies never;
  }
}

async function pause(ms: number | undefined): Promise<void> {
  if (ms !== undefined && ms > 0) await sleep(ms);
}
