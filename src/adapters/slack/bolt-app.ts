import type { IncomingMessage, ServerResponse } from 'node:http';
import { App, HTTPModuleFunctions, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from '../../core/ports.ts';
import { abortable } from '../../support/abortable.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { guardMessages } from './guard-messages.ts';
import { assertReadable, hasObject } from './readable-body.ts';
import { toSlackError } from './slack-error.ts';

/** How the app talks to Slack. */
export interface BoltAppOptions {
  readonly botToken: string;
  /** With it events come over a socket. */
  readonly appToken?: string | undefined;
  /** With it, and without `appToken`, events come as signed requests. */
  readonly signingSecret?: string | undefined;
  /** Base of the Web API. */
  readonly apiUrl: string;
  readonly logger: Logger;
}

/** A Bolt app with one way in, whose connection somebody else looks after. */
export interface BoltApp {
  readonly app: App;
  /**
   * Checks the bot token and, with a socket, connects it; can be called again after it failed or was cut.
   *
   * @throws {UpstreamError} `auth` when a token is rejected
   */
  connect(): Promise<void>;
  /** Calls back whenever the socket is gone, until {@link disconnect}. */
  onDisconnected(listener: () => void): void;
  disconnect(): Promise<void>;
  /** Takes one request whose body nobody has read; only there without a socket. */
  readonly handleRequest?: (request: IncomingMessage, response: ServerResponse) => void;
}

const CALL_TIMEOUT_MS = 10_000;
const OPEN_TIMEOUT_MS = 15_000;
const CLOSE_TIMEOUT_MS = 2_000;
/** How long a pong may take; the SDK pings three times in it. */
const PONG_TIMEOUT_MS = 5_000;
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_SKEW_SECONDS = 5 * 60;

/** Builds the app for Socket Mode or HTTP. Nothing is sent before {@link BoltApp.connect}. */
export function createBoltApp(options: BoltAppOptions): BoltApp {
  return options.appToken === undefined ? createHttpApp(options) : createSocketApp(options, options.appToken);
}

/**
 * Every client gets an object of its own, because the socket's client writes its retries into it. Nothing is tried again
 * by the SDK: it would post messages twice, and it would stop all calls when one is limited.
 */
function toClientOptions({ apiUrl }: BoltAppOptions) {
  return { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: CALL_TIMEOUT_MS, rejectRateLimitedCalls: true };
}

function createApp(options: BoltAppOptions, receiver: SocketModeReceiver | HTTPReceiver): App {
  const { botToken: token, logger } = options;
  const app = new App({
    token,
    receiver,
    // Otherwise the token is checked here and a wrong one ends the process.
    deferInitialization: true,
    convoStore: false,
    logger: createBoltLogger(logger),
    clientOptions: toClientOptions(options),
  });
  app.error(async (error) => logger.error({ event: 'slack.listener_failed', err: error }));
  const processEvent = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    assertReadable(event.body);
    await processEvent(event);
  };
  return app;
}

function createSocketApp(options: BoltAppOptions, appToken: string): BoltApp {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: createBoltLogger(options.logger),
    // The SDK's own reconnecting waits 5 s each time, and ends the process when a token is revoked meanwhile.
    autoReconnectEnabled: false,
    clientPingTimeout: PONG_TIMEOUT_MS,
    installerOptions: { clientOptions: toClientOptions(options) },
    processEventErrorHandler: async ({ error }) => {
      // Not acknowledged, so Slack sends it again over the next socket.
      options.logger.warn({ event: 'slack.event_failed', err: error });
      return false;
    },
  });
  guardMessages(receiver.client, options.logger);
  const app = createApp(options, receiver);
  let isInitialized = false;

  return {
    app,
    async connect() {
      if (!isInitialized) await app.init().catch(toSlackError('auth.test'));
      isInitialized = true;
      try {
        await abortable(receiver.client.start(), AbortSignal.timeout(OPEN_TIMEOUT_MS));
      } catch (error) {
        // A socket that opens after all must not stay beside the next one.
        receiver.client.disconnect().catch(() => undefined);
        toSlackError('apps.connections.open')(error);
      }
    },
    onDisconnected: (listener) => void receiver.client.on('disconnected', listener),
    async disconnect() {
      await abortable(receiver.client.disconnect(), AbortSignal.timeout(CLOSE_TIMEOUT_MS)).catch(() => undefined);
    },
  };
}

function createHttpApp(options: BoltAppOptions): BoltApp {
  const { signingSecret = '', logger } = options;
  const receiver = new HTTPReceiver({
    signingSecret,
    logger: createBoltLogger(logger),
    bodyLimit: MAX_BODY_BYTES,
    processEventErrorHandler: async ({ error, response }) => {
      // Listeners' own failures do not come here: Bolt could not read it, and the next time it could not either.
      logger.warn({ event: 'slack.event_failed', err: error });
      if (!response.headersSent) end(response, 400);
      return false;
    },
  });
  const app = createApp(options, receiver);
  let isInitialized = false;

  return {
    app,
    async connect() {
      await app.init().catch(toSlackError('auth.test'));
      isInitialized = true;
    },
    onDisconnected: () => undefined,
    disconnect: async () => undefined,
    handleRequest(request, response) {
      // Slack sends an event again that is not taken with a 2xx.
      if (!isInitialized) return end(response, 503);
      if (isFromTheFuture(request)) return end(response, 401);
      void handleSigned(receiver, { request, response, signingSecret });
    },
  };
}

/** Gives Bolt what it can read, once it is known to be Slack's. Never rejects. */
async function handleSigned(
  receiver: HTTPReceiver,
  {
    request,
    response,
    signingSecret,
  }: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly signingSecret: string;
  },
): Promise<void> {
  try {
    const options = { signingSecret, bodyLimit: MAX_BODY_BYTES };
    const verified = await HTTPModuleFunctions.parseAndVerifyHTTPRequest(options, request);
    if (!hasObject(verified)) return end(response, 400);
  } catch (error) {
    return end(response, HTTPModuleFunctions.isRawBodyError(error) && error.statusCode === 413 ? 413 : 401);
  }
  try {
    receiver.requestListener(request, response);
  } catch {
    end(response, 404);
  }
}

/**
 * Bolt refuses old requests only: one that was signed for later could be replayed for as long. Read against the
 * machine's clock, as Bolt reads it.
 */
function isFromTheFuture({ headers }: IncomingMessage): boolean {
  return Number(headers['x-slack-request-timestamp']) > Date.now() / 1000 + MAX_SKEW_SECONDS;
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}
