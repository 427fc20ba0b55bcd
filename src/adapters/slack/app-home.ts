import type { HomeOpened } from './incoming.ts';
import { toHomeView } from './home-view.ts';
import type { SlackFace } from './slack-face.ts';

/** Which version of the Home tab each person has, as far as this process published it. */
export interface PublishedHomes {
  /** Takes note of a version; gives `false` when the person has it. */
  take(user: string, version: string): boolean;
  /** It was not published after all. */
  forget(user: string): void;
}

const MAX_PEOPLE = 10_000;

/** Makes an empty memory; who opened the tab longest ago goes when it is full. */
export function createPublishedHomes(): PublishedHomes {
  const versions = new Map<string, string>();
  return {
    take(user, version) {
      if (versions.get(user) === version) return false;
      versions.delete(user);
      const [oldest] = versions.keys();
      if (versions.size >= MAX_PEOPLE && oldest !== undefined) versions.delete(oldest);
      versions.set(user, version);
      return true;
    },
    forget: (user) => void versions.delete(user),
  };
}

/**
 * Shows the Home tab to a person who opens it, once for each version of it: Slack keeps what was published and tells what the
 * person sees, so that a restart publishes nothing anew.
 *
 * @throws {UpstreamError} Slack does not take it
 */
export async function publishHome(
  { core, pane, homes }: SlackFace,
  { user, version: shownVersion }: HomeOpened,
  signal: AbortSignal,
): Promise<void> {
  const view = toHomeView(await core.persona());
  const version = view.private_metadata ?? '';
  if (!homes.take(user, version) || version === shownVersion) return;
  try {
    await pane.publishHome(user, view, signal);
  } catch (error) {
    homes.forget(user);
    throw error;
  }
}
