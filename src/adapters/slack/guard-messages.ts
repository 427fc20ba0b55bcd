import type { SocketModeReceiver } from '@slack/bolt';
import type { Logger } from '../../core/ports.ts';

/**
 * Keeps a message that the SDK cannot read from ending the process: it reads `app_rate_limited` and other envelopes
 * without an event in an async listener that nobody waits for.
 *
 * @see https://docs.slack.dev/reference/events/app_rate_limited
 */
export function guardMessages(client: SocketModeReceiver['client'], logger: Logger): void {
  const [handle] = client.listeners('ws_message');
  if (handle === undefined) return;
  client.removeAllListeners('ws_message');
  client.on('ws_message', (...frame: unknown[]) => {
    const handled: unknown = handle(...frame);
    if (!(handled instanceof Promise)) return;
    handled.catch((error: unknown) => {
      logger.warn({
        event: 'slack.envelope_unreadable',
        isRateLimit: String(frame[0]).includes('app_rate_limited'),
        err: error,
      });
    });
  });
}
