/**
 * @typedef {{ number: number, title: string, text: string, source: string, link?: string, score: number }} Passage
 * @typedef {{ number: number, title: string, text: string, file: string, link?: string }} Source
 * @typedef {'answered' | 'unknown' | 'degraded' | 'refused' | 'failed'} Outcome
 * @typedef {{ turnId: string, text: string, sources: Source[], outcome: Outcome }} Done
 *
 * @typedef {object} Listener
 * @property {(passages: Passage[]) => void} onPassages
 * @property {(text: string) => void} onDelta
 * @property {(done: Done) => void} onDone
 */

/** The server said no before there was an answer to stream; the message is for the reader. */
export class RefusedError extends Error {}

/** The stream ended before the answer did. */
export class CutError extends Error {}

/**
 * Asks, and reports the answer while it comes. Resolves after `onDone`.
 *
 * @param {{ question: string, conversationId: string }} asked
 * @param {Listener} listener
 * @param {AbortSignal} signal
 * @throws {RefusedError | CutError}
 */
export async function ask(asked, listener, signal) {
  const response = await fetch('/api/ask', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(asked),
    signal,
  }).catch((error) => {
    signal.throwIfAborted();
    throw new CutError('The twin cannot be reached. Check that it is still running, then ask again.', { cause: error });
  });
  if (!response.ok || response.body === null) throw new RefusedError(await readFault(response));

  let isDone = false;
  for await (const { event, data } of readEvents(response.body, signal)) {
    if (event === 'passages') listener.onPassages(data.passages);
    if (event === 'delta') listener.onDelta(data.text);
    if (event === 'done') {
      isDone = true;
      listener.onDone(data);
    }
  }
  if (!isDone) throw new CutError('The connection was lost before the answer was complete. Please ask again.');
}

/** @param {Response} response */
async function readFault(response) {
  const body = await response.json().catch(() => ({}));
  return typeof body.error === 'string' ? body.error : `The twin did not take the question (${response.status}).`;
}

/**
 * Reads an event stream. `EventSource` cannot send a body, so this does what it would do.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 * @param {ReadableStream<Uint8Array>} body
 * @param {AbortSignal} signal
 */
async function* readEvents(body, signal) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let waiting = '';
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      signal.throwIfAborted();
      return { done: true, value: undefined };
    });
    if (done) return;
    waiting += decoder.decode(value, { stream: true });
    const blocks = waiting.split('\n\n');
    waiting = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = parseEvent(block);
      if (message !== undefined) yield message;
    }
  }
}

/** @param {string} block */
function parseEvent(block) {
  const lines = block.split('\n');
  const event = lines.find((line) => line.startsWith('event: '))?.slice(7);
  const data = lines.find((line) => line.startsWith('data: '))?.slice(6);
  return event === undefined || data === undefined ? undefined : { event, data: JSON.parse(data) };
}
