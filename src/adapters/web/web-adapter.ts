import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Adapter, TwinCore } from '../../core/adapter.ts';
import { ShutdownError } from '../../support/task-group.ts';
import { isLoopback } from './access.ts';
import { listen, toUrl } from './listen.ts';
import { readPageFiles } from './page-files.ts';
import { createRoutes } from './routes.ts';
import type { Readiness } from './routes.ts';

/** How to serve. */
export interface WebAdapterOptions {
  /** Name or address to bind to. */
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly core: TwinCore;
  readonly readiness: () => Promise<Readiness>;
  /** Prometheus text for `/metrics`. */
  readonly metrics?: (() => Promise<string>) | undefined;
  /** Takes `POST /slack/events` with its body unread; the route is not found without it. */
  readonly slackEvents?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Milliseconds between signs of life on a silent stream; 15,000 unless told otherwise. */
  readonly keepAliveMs?: number | undefined;
  /** Milliseconds that a client has to send its whole request, and half of that for its headers; 20,000 unless told otherwise. */
  readonly requestWithinMs?: number | undefined;
}

/** The web face. */
export interface WebAdapter extends Adapter {
  /** Where a browser on this machine finds the page; nothing before it listens. */
  readonly url: string | undefined;
}

/** Milliseconds that a closing server gives its last responses to reach their readers. */
const CLOSE_GRACE_MS = 1_000;
/** All headers of a request; what browsers and Slack send is a fraction of it. */
const MAX_HEADER_BYTES = 8192;

/**
 * Serves the page, its question stream, health, metrics and Slack's events from one port.
 *
 * `start` throws {@link ConfigError} when the address cannot be had.
 */
export function createWebAdapter(options: WebAdapterOptions): WebAdapter {
  const { host, port } = options;
  const logger = options.core.logger.child({ adapter: 'web' });
  const core = { ...options.core, logger };
  const closing = new AbortController();
  let server: Server | undefined;
  let url: string | undefined;

  return {
    name: 'web',
    get url() {
      return url;
    },
    async start() {
      server = await createWebServer({ ...options, core }, closing.signal);
      url = toUrl(host, await listen(server, { host, port }));
      server.on('error', (error) => logger.error({ event: 'web.server_failed', err: error }));
      logger.info({ event: 'web.listening', url }, `The web page is at ${url}`);
      if (!isLoopback(host)) {
        logger.warn({ event: 'web.exposed', host }, 'Whoever can reach this machine can question the twin.');
      }
    },
    state: () => ({
      isReady: server?.listening === true,
      detail: server?.listening === true ? `listening on ${url}` : 'not listening',
    }),
    // A stream ends with the process that writes it: there is no message left to finish.
    finish: async () => {},
    async close() {
      closing.abort(new ShutdownError('The web server is closing.'));
      if (server !== undefined) await closeServer(server);
    },
  };
}

async function createWebServer(options: WebAdapterOptions, closing: AbortSignal): Promise<Server> {
  const { host, core, readiness, metrics, slackEvents, keepAliveMs = 15_000, requestWithinMs = 20_000 } = options;
  const files = await readPageFiles();
  const routes = createRoutes({
    core,
    files,
    isLoopbackOnly: isLoopback(host),
    closing,
    keepAliveMs,
    readiness,
    metrics,
    hasSlackEvents: slackEvents !== undefined,
  });
  // The SDKs of other adapters must keep the runtime's own Request and Response.
  const handle = getRequestListener(routes.fetch, { overrideGlobalObjects: false });
  const limits = {
    // Whoever sends a request byte by byte would hold a connection for five minutes.
    requestTimeout: requestWithinMs,
    headersTimeout: requestWithinMs / 2,
    connectionsCheckingInterval: Math.min(1000, requestWithinMs / 4),
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  return createServer(limits, (request, response) => {
    if (slackEvents !== undefined && isSlackEvent(request)) slackEvents(request, response);
    else void handle(request, response);
  });
}

/** Slack's requests carry a signature, so they come in under any host name: a tunnel ends on loopback, too. */
function isSlackEvent({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && url.split('?')[0] === '/slack/events';
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  server.closeIdleConnections();
  await closed;
  clearTimeout(timer);
}
