import type { PartState } from '../../core/adapter.ts';
import { ConfigError, type UpstreamError } from '../../core/errors.ts';
import type { Clock, Logger } from '../../core/ports.ts';
import type { BoltApp } from './bolt-app.ts';
import { createReconnectWaits } from './reconnect-waits.ts';
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

/**
 * Connects again at once when Slack moves the socket, which it does every few hours, and with growing waits while it is
 * away. Events that come in between are sent again by Slack.
 */
export function createConnection({ bolt, clock, logger }: ConnectionOptions): Connection {
  const closing = new AbortController();
  const waits = createReconnectWaits();
  let state: PartState = { isReady: false, detail: 'not started' };
  let connectedAt = 0;

  const attempt = async (): Promise<void> => {
    await bolt.connect();
    if (closing.signal.aborted) return bolt.disconnect();
    connectedAt = clock.now();
    state = { isReady: true, detail: 'connected' };
    logger.info({ event: 'slack.connected' });
  };

  const onFailure = (error: unknown): void => {
    state = { isReady: false, detail: describe(error) };
    const fields = { event: 'slack.connect_failed', code: slackCodeOf(error), err: error };
    if (isRejected(error)) logger.error(fields);
    else logger.warn(fields);
  };

  /** Tries until it works or the adapter is closed; never throws. */
  const reconnect = async (firstWaitMs: number): Promise<void> => {
    for (let waitMs = firstWaitMs; !closing.signal.aborted && !state.isReady;) {
      try {
        await clock.sleep(waitMs, closing.signal);
        await attempt();
      } catch (error) {
        if (closing.signal.aborted) return;
        onFailure(error);
        waitMs = waits.afterFailure(isRejected(error));
      }
    }
  };

  bolt.onDisconnected(() => {
    // While it is not ready somebody is at it already.
    if (closing.signal.aborted || !state.isReady) return;
    state = { isReady: false, detail: 'reconnecting' };
    logger.info({ event: 'slack.disconnected' });
    void reconnect(waits.afterCut(clock.now() - connectedAt));
  });

  return {
    async start() {
      try {
        await attempt();
      } catch (error) {
        if (isRejected(error)) throw toConfigError(error);
        onFailure(error);
        void reconnect(waits.firstMs);
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

function describe(error: unknown): string {
  return isRejected(error)
    ? `Slack rejects the token (${slackCodeOf(error) ?? 'auth'})`
    : 'Slack cannot be reached, trying again';
}

function toConfigError(error: UpstreamError): ConfigError {
  const where = error.message.includes('apps.connections.open') ? 'SLACK_APP_TOKEN' : 'SLACK_BOT_TOKEN';
  const problem = `Slack rejects it (${slackCodeOf(error) ?? 'auth'}). Copy it again from https://api.slack.com/apps, and install the app in the workspace.`;
  return new ConfigError([{ where, problem }], { cause: error });
}
