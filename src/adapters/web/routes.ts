import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { PartState, TwinCore } from '../../core/adapter.ts';
import { onlyLoopbackHosts, onlySameOrigin, secureHeaders } from './access.ts';
import { createAskRoute } from './ask-route.ts';
import { renderPage } from './page-files.ts';
import type { PageFile } from './page-files.ts';

/** Whether every part that is switched on works. */
export interface Readiness {
  readonly isReady: boolean;
  readonly parts: Readonly<Record<string, PartState>>;
}

/** What the routes serve. */
export interface RoutesOptions {
  readonly core: TwinCore;
  readonly files: ReadonlyMap<string, PageFile>;
  /** True when only this machine can connect: other host names are then refused. */
  readonly isLoopbackOnly: boolean;
  readonly closing: AbortSignal;
  readonly keepAliveMs: number;
  readonly readiness: () => Promise<Readiness>;
  /** True when somebody else answers `POST /slack/events`: other methods are then refused, not missing. */
  readonly hasSlackEvents: boolean;
  /** Prometheus text; `/metrics` is not found without it. */
  readonly metrics?: (() => Promise<string>) | undefined;
}

type WebContext = Context<{ Bindings: HttpBindings }>;

/** All routes but Slack's, which takes Node's own request. */
export function createRoutes(options: RoutesOptions): Hono<{ Bindings: HttpBindings }> {
  const { core, files, isLoopbackOnly, readiness, metrics } = options;
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(secureHeaders());
  if (isLoopbackOnly) app.use(onlyLoopbackHosts());

  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => reportReadiness(c, await readiness()));
  if (metrics !== undefined) {
    app.get('/metrics', async (c) => c.body(await metrics(), 200, { 'content-type': METRICS_TYPE }));
  }
  app.post('/api/ask', onlySameOrigin(), createAskRoute(options));
  app.get('/', async (c) => servePage(c, files, core));
  for (const [name, file] of files) {
    if (name !== INDEX) app.get(`/${name}`, (c) => serveFile(c, file));
  }

  refuseOtherMethods(app, options);
  app.notFound((c) => c.json({ error: `There is nothing at ${c.req.path}. The chat is at /.` }, 404));
  app.onError((error, c) => {
    core.logger.error({ event: 'web.request_failed', path: c.req.path, err: error });
    return c.json({ error: 'Something went wrong on the server. Try again; its log says more.' }, 500);
  });
  return app;
}

const INDEX = 'index.html';

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

function reportReadiness(c: WebContext, { isReady, parts }: Readiness): Response {
  return c.json({ status: isReady ? 'ready' : 'not ready', parts }, isReady ? 200 : 503);
}

async function servePage(c: WebContext, files: ReadonlyMap<string, PageFile>, core: TwinCore): Promise<Response> {
  const template = files.get(INDEX)?.body ?? '';
  return c.html(renderPage(template, await core.persona()), 200, { 'cache-control': 'no-store' });
}

function serveFile(c: WebContext, { body, contentType, etag }: PageFile): Response {
  const headers = { etag, 'cache-control': 'no-cache' };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  return c.body(body, 200, { ...headers, 'content-type': contentType });
}

/** Answers a known path with the wrong method by the methods that it has. */
function refuseOtherMethods(app: Hono<{ Bindings: HttpBindings }>, { hasSlackEvents }: RoutesOptions): void {
  const methodsByPath = new Map<string, readonly string[]>(hasSlackEvents ? [['/slack/events', ['POST']]] : []);
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue;
    methodsByPath.set(path, method === 'GET' ? ['GET', 'HEAD'] : [method]);
  }
  for (const [path, methods] of methodsByPath) {
    app.all(path, (c) => {
      c.header('allow', methods.join(', '));
      return c.json({ error: `${c.req.method} is not possible here. Use ${methods[0]}.` }, 405);
    });
  }
}
