import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** An HTTP server on a free port of 127.0.0.1. */
export interface LoopbackServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

/** Starts a server. A listener that throws destroys the connection and is reported to `onError`. */
export async function startLoopbackServer(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  onError: (error: unknown) => void,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      onError(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The whole body of a request. */
export async function readText(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let text = '';
  for await (const part of request) text += String(part);
  return text;
}
