/**
 * Calls per minute and method, per workspace and app.
 *
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
export const TIERS: Readonly<Record<string, number>> = {
  'agents.sessions.setStatus': 50,
  'apps.connections.open': 50,
  'assistant.threads.setStatus': 100,
  'assistant.threads.setSuggestedPrompts': 100,
  'assistant.threads.setTitle': 100,
  'auth.test': 100,
  'chat.appendStream': 100,
  'chat.delete': 50,
  'chat.postEphemeral': 100,
  'chat.postMessage': 60,
  'chat.startStream': 20,
  'chat.stopStream': 20,
  'chat.update': 50,
  'conversations.info': 50,
  'conversations.replies': 50,
  'views.publish': 100,
};

/** Counts calls in a sliding minute. */
export interface RateTiers {
  /** Takes one call; gives the seconds to wait when there is none left. `chat.postMessage` counts per channel. */
  take(method: string, channel: string): number | undefined;
}

/** What can be set on {@link createRateTiers}. */
export interface RateTierOptions {
  readonly tiers: Readonly<Record<string, number>>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Makes empty windows. */
export function createRateTiers({ tiers, now }: RateTierOptions): RateTiers {
  const taken = new Map<string, number[]>();
  return {
    take(method, channel) {
      const key = method === 'chat.postMessage' ? `${method} ${channel}` : method;
      const recent = (taken.get(key) ?? []).filter((at) => at > now() - 60_000);
      taken.set(key, recent);
      const oldest = recent[0];
      if (oldest !== undefined && recent.length >= (tiers[method] ?? 100)) {
        return Math.max(1, Math.ceil((oldest + 60_000 - now()) / 1000));
      }
      recent.push(now());
      return undefined;
    },
  };
}
