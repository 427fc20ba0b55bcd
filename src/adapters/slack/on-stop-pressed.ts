import { parseStopped } from './incoming.ts';
import type { SlackFace } from './slack-face.ts';

/**
 * Ends the answer in whose thread somebody pressed Slack's Stop button. The answer itself says so and takes the button away.
 * Another process may be writing it: that one is told by Slack when it goes on with its stream.
 */
export async function onStopPressed({ core, runningThreads }: SlackFace, body: unknown): Promise<void> {
  const thread = parseStopped(body);
  if (thread === undefined) return;
  core.logger.info({ event: 'slack.stop_pressed', isRunning: runningThreads.stop(thread) });
}
