import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { ApiCall } from './api-call.ts';
import { createApiServer, type Tokens } from './api-server.ts';
import { createEventSender, type EventSender } from './event-sender.ts';
import { createFaultPlan, type Fault, type FaultTiming } from './faults.ts';
import { createRateTiers, TIERS } from './rate-tiers.ts';
import { createResponseUrls, type ResponseUrls } from './response-urls.ts';
import { createSocketServer, type SocketServer } from './socket-server.ts';
import { createWebMethods } from './web-methods.ts';
import { createWorkspace, lastText, type ChannelMessage, type Workspace } from './workspace.ts';

/** What can be set on {@link createSlackFake}. */
export interface SlackFakeOptions {
  /** Epoch ms, for tiers and lives. */
  readonly now?: () => number;
  /** Milliseconds to wait for an acknowledgement over the socket; Slack waits 3 s. */
  readonly ackWithinMs?: number;
  /** Calls per minute that differ from Slack's. */
  readonly tiers?: Readonly<Record<string, number>>;
}

/** A Slack workspace on loopback: Web API, Socket Mode, signed HTTP deliveries, response URLs. */
export interface SlackFake extends EventSender {
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly workspace: Workspace;
  readonly sockets: SocketServer;
  /** What a correct app never does. */
  readonly problems: readonly string[];
  /** Every sequence that would have notified somebody. */
  readonly pings: readonly string[];
  /** Every call in order, refused ones included. */
  readonly calls: readonly ApiCall[];
  /** Calls that met a limit of the fake's own, not a planned fault. */
  readonly rateLimited: readonly string[];
  /** Plans a fault for calls to a method. */
  fail(method: string, fault: Fault, timing?: FaultTiming): void;
  /** Refuses every token with this code; nothing makes them valid again. */
  refuseTokens(code: string | undefined): void;
  /** Ends every stream as the button under a streaming message does: the app hears of it when it appends. */
  stopStreams(): void;
  /** Cuts every connection and every call, until it is called with `false`. */
  setOutage(isOut: boolean): void;
  /** From now on events are sent over HTTP to this address. */
  deliverTo(url: string): void;
  /** The bot's messages in a place that are not deleted; everywhere in the channel without a thread. */
  botMessages(channel: string, threadTs?: string): readonly ChannelMessage[];
  /** What these messages show now, joined by newlines. */
  shownIn(channel: string, threadTs?: string): string;
  close(): Promise<void>;
}

/** Starts a workspace on a free port of loopback. */
export async function createSlackFake(options: SlackFakeOptions = {}): Promise<SlackFake> {
  const { now = Date.now, ackWithinMs = 3000, tiers = {} } = options;
  const workspace = createWorkspace({ now });
  const onChange = (): void => workspace.changed();
  const sockets = createSocketServer({ ackWithinMs, problems: workspace.problems, onChange });
  const responseUrls = createResponseUrls(workspace);
  const faults = createFaultPlan();
  const limits = createRateTiers({ tiers: { ...TIERS, ...tiers }, now });
  const tokens: Tokens = { bot: 'xoxb-fake-bot-token', app: 'xapp-fake-app-token', refusal: undefined };
  const signingSecret = 'fake-signing-secret';
  const [calls, rateLimited]: [ApiCall[], string[]] = [[], []];
  let isOut = false;
  let requestUrl: string | undefined;

  const methods = createWebMethods({ workspace, openSocketUrl: () => sockets.openUrl(host()) });
  const api = createApiServer({ workspace, methods, faults, limits, tokens, calls, rateLimited });
  const server = createServer((request, response) => {
    if (isOut) request.socket.destroy();
    else if (request.url?.startsWith('/api/') === true && request.method === 'POST') void api(request, response);
    else void answerElsewhere({ request, response, responseUrls, workspace });
  });
  server.on('upgrade', (request, socket, head) => {
    if (isOut) socket.destroy();
    else sockets.upgrade(request, socket, head);
  });
  const host = (): string => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The fake is not listening');
    return `127.0.0.1:${address.port}`;
  };
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));

  const origin = (): string => `http://${host()}`;
  const sender = createEventSender({
    workspace,
    sockets,
    responseUrls,
    signingSecret,
    origin,
    requestUrl: () => requestUrl,
  });
  const botMessages = (channel: string, threadTs?: string): readonly ChannelMessage[] =>
    workspace.messages.filter(
      (message) =>
        message.author === workspace.botUserId &&
        message.state !== 'deleted' &&
        message.channel === channel &&
        (threadTs === undefined || message.threadTs === threadTs),
    );

  return {
    ...sender,
    apiUrl: `${origin()}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    workspace,
    sockets,
    problems: workspace.problems,
    pings: workspace.pings,
    calls,
    rateLimited,
    fail: (method, fault, timing) => faults.add(method, fault, timing),
    refuseTokens(code) {
      tokens.refusal = code;
    },
    stopStreams() {
      for (const message of workspace.messages) if (message.state === 'streaming') message.state = 'stopped';
    },
    setOutage(isNowOut) {
      isOut = isNowOut;
      if (isOut) sockets.drop();
    },
    deliverTo(url) {
      requestUrl = url;
    },
    botMessages,
    shownIn: (channel, threadTs) => botMessages(channel, threadTs).map(lastText).join('\n'),
    async close() {
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function answerElsewhere(options: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly responseUrls: ResponseUrls;
  readonly workspace: Workspace;
}): Promise<void> {
  const { request, response, responseUrls, workspace } = options;
  const id = /^\/response\/(\w+)$/.exec(request.url ?? '')?.[1];
  const body = await readText(request);
  if (id === undefined || request.method !== 'POST')
    workspace.problems.push(`unknown route: ${request.method} ${request.url}`);
  const status = id === undefined ? 404 : responseUrls.take(id, body);
  response.writeHead(status).end(status === 200 ? 'ok' : 'used_url');
}
