import type { PartState } from '../../core/adapter.ts';
import { ConfigError, type UpstreamError } from '../../core/errors.ts';
import type { Clock, Logger } from '../../core/ports.ts';
import type { BoltApp } from './bolt-app.ts';
import { isRejected, slackCodeOf } from './slack-error.ts';

/** Keeps an app connected. */
export interface Connection {
  /** Tries once; if Slack is away, goes on in the background. @throws {ConfigError} a token is rejected */
  start(): Promise<void>;
  state(): PartState;
  close(): Promise<void>;
}

/** What can be set on {@link createConnection}. */
export interface ConnectionOptions {
  readonly bolt: Pick<BoltApp, 'connect' | 'disconnect' | 'onDisconnected'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;
/** A token that was revoked while the app ran does not come back by itself. */
const REJECTED_RETRY_MS = 5 * 60_000;

/**
 * Connects again at once when Slack moves the socket, which it does every few hours, and with growing waits while it is
 * away. Events that come in between are sent again by Slack.
 */
export function createConnection({ bolt, clock, logger }: ConnectionOptions): Connection {
  const closing = new AbortController();
  let state: PartState = { isReady: false, detail: 'not started' };
  let isConnecting = false;

  const attempt = async (): Promise<void> => {
    await bolt.connect();
    state = { isReady: true, detail: 'connected' };
    logger.info({ event: 'slack.connected' });
  };

  const describe = (error: unknown): string =>
    isRejected(error)
      ? `Slack rejects the token (${slackCodeOf(error) ?? 'auth'})`
      : 'Slack cannot be reached, trying again';

  /** Tries until it works or the adapter is closed; never throws. */
  const reconnect = async (firstWaitMs: number): Promise<void> => {
    if (isConnecting) return;
    isConnecting = true;
    let waitMs = firstWaitMs;
    while (!closing.signal.aborted) {
      try {
        await clock.sleep(waitMs, closing.signal);
        await attempt();
        break;
      } catch (error) {
        if (closing.signal.aborted) break;
        state = { isReady: false, detail: describe(error) };
        logger[isRejected(error) ? 'error' : 'warn']({
          event: 'slack.connect.failed',
          code: slackCodeOf(error),
          err: error,
        });
        waitMs = isRejected(error) ? REJECTED_RETRY_MS : Math.min(MAX_RETRY_MS, Math.max(FIRST_RETRY_MS, waitMs * 2));
      }
    }
    isConnecting = false;
  };

  bolt.onDisconnected(() => {
    if (closing.signal.aborted || !state.isReady) return;
    state = { isReady: false, detail: 'reconnecting' };
    logger.info({ event: 'slack.disconnected' });
    void reconnect(0);
  });

  return {
    async start() {
      try {
        await attempt();
      } catch (error) {
        if (isRejected(error)) throw toConfigError(error);
        state = { isReady: false, detail: describe(error) };
        logger.warn({ event: 'slack.connect.failed', err: error });
        void reconnect(FIRST_RETRY_MS);
      }
    },
    state: () => state,
    async close() {
      closing.abort();
      state = { isReady: false, detail: 'closed' };
      await bolt.disconnect();
    },
  };
}

function toConfigError(error: UpstreamError): ConfigError {
  const where = error.message.includes('apps.connections.open') ? 'SLACK_APP_TOKEN' : 'SLACK_BOT_TOKEN';
  const problem = `Slack rejects it (${slackCodeOf(error) ?? 'auth'}). Copy it again from https://api.slack.com/apps, and install the app in the workspace.`;
  return new ConfigError([{ where, problem }], { cause: error });
}
