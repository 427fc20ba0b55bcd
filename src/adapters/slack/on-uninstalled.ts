import { z } from 'zod';
import { toTenantKey } from '../../core/turn.ts';
import type { SlackFace } from './slack-face.ts';

const removedBody = z.looseObject({
  team_id: z.string().min(1),
  event: z.union([
    z.looseObject({ type: z.literal('app_uninstalled') }),
    // A person's token that is revoked is not the app's own.
    z.looseObject({ type: z.literal('tokens_revoked'), tokens: z.looseObject({ bot: z.array(z.string()).min(1) }) }),
  ]),
});

/**
 * Deletes what was kept for a workspace that has removed the app.
 *
 * @see https://docs.slack.dev/reference/events/app_uninstalled
 */
export async function onUninstalled({ core }: Pick<SlackFace, 'core'>, body: unknown): Promise<void> {
  const removed = removedBody.safeParse(body).data;
  if (removed !== undefined) await core.tasks.run(() => core.commands.leave(toTenantKey('slack', removed.team_id)));
}
