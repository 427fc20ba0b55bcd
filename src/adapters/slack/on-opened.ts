import { publishHome } from './app-home.ts';
import { parseHomeOpened, parseOpened } from './incoming.ts';
import type { SlackFace } from './slack-face.ts';

const WITHIN_MS = 5_000;

/** Shows who the twin is, or offers questions, where somebody opens its place in Slack. Never rejects: nobody waits for it. */
export async function onOpened(face: SlackFace, body: unknown): Promise<void> {
  if (face.core.tasks.isClosing) return;
  await face.core.tasks.run(() => Promise.all([suggest(face, body), showHome(face, body)]));
}

async function suggest({ core, pane }: SlackFace, body: unknown): Promise<void> {
  const place = parseOpened(body);
  if (place === undefined) return;
  try {
    const { suggestions } = await core.persona();
    if (suggestions.length > 0) await pane.suggest(place, suggestions, AbortSignal.timeout(WITHIN_MS));
  } catch (error) {
    core.logger.debug({ event: 'slack.prompts_refused', err: error });
  }
}

async function showHome(face: SlackFace, body: unknown): Promise<void> {
  const home = parseHomeOpened(body);
  if (home === undefined) return;
  try {
    await publishHome(face, home, AbortSignal.timeout(WITHIN_MS));
  } catch (error) {
    face.core.logger.warn({ event: 'slack.home_refused', err: error });
  }
}
