import { toUserMessage } from '../../../core/answer/user-messages.ts';
import { toIngestProgressText, toIngestReportText } from '../../../core/commands/ingest-text.ts';
import { NotAllowedError } from '../../../core/errors.ts';
import { createProgressNote } from './progress-note.ts';
import { takeInTime } from './take-command.ts';
import type { Actor } from '../../../core/commands/twin-commands.ts';
import type { CommandReply } from './command-reply.ts';
import type { DiscordContext } from '../discord-context.ts';

/** `/reingest` as somebody gave it. */
export interface ReingestCommand {
  readonly actor: Actor;
  readonly reply: CommandReply;
  readonly isDryRun: boolean;
  readonly isRollback: boolean;
}

/**
 * Runs `/reingest`, seen by the one who gave it alone: how far it is, about once a second, and what it did. The core
 * decides who may, and logs who did.
 */
export async function reingestCommand(
  context: DiscordContext,
  { actor, reply, ...how }: ReingestCommand,
  signal: AbortSignal,
): Promise<void> {
  const { core } = context;
  if (!(await takeInTime(context, reply))) return;
  if (!(await reply.defer({ isPrivate: true }))) return;
  const note = createProgressNote({ clock: core.clock, edit: (text) => reply.edit(text) });
  const text = await core.commands
    .reingest(actor, { ...how, signal, onProgress: (progress) => note.show(toIngestProgressText(progress)) })
    .then(toIngestReportText, toFaultText);
  await note.end();
  await reply.tell(text);
}

/** The core has logged it already. */
function toFaultText(error: unknown): string {
  return error instanceof NotAllowedError ? error.message : toUserMessage(error);
}
