import { request as sendRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';

/** The stream of an answer, while it comes. */
export interface OpenStream {
  /** Everything so far, as soon as `text` has arrived. Rejects when the stream ends before. */
  readUntil(text: string): Promise<string>;
  /** Everything, once the stream has ended. */
  readAll(): Promise<string>;
  /** Hangs up, as a closed tab does. */
  leave(): void;
}

/** Asks, and gives the stream as soon as its headers are there. */
export async function openStream(url: string, asked: object): Promise<OpenStream> {
  const response = await post(`${url}/api/ask`, JSON.stringify(asked));
  let received = '';
  let hasEnded = false;
  const listeners = new Set<() => void>();
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    received += text;
    for (const listener of listeners) listener();
  });
  response.on('close', () => {
    hasEnded = true;
    for (const listener of listeners) listener();
  });

  const until = async (isReached: () => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!isReached() && !hasEnded) return;
        listeners.delete(check);
        if (isReached()) resolve(received);
        else reject(new Error(`The stream has ended after: ${received}`));
      };
      listeners.add(check);
      check();
    });
  return {
    readUntil: async (text) => until(() => received.includes(text)),
    readAll: async () => until(() => hasEnded),
    leave: () => void response.destroy(),
  };
}

async function post(url: string, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const request = sendRequest(url, { method: 'POST', headers, agent: false }, resolve);
    request.on('error', reject);
    request.end(body);
  });
}
