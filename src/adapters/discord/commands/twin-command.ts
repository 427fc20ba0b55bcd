import { takeInTime } from './take-command.ts';
import type { Actor } from '../../../core/commands/twin-commands.ts';
import type { CommandReply } from './command-reply.ts';
import type { DiscordContext } from '../discord-context.ts';

/** `/twin about|quota|forget` as somebody gave it. */
export interface TwinCommand {
  readonly actor: Actor;
  readonly reply: CommandReply;
  readonly subcommand: string;
}

/** Answers `/twin …`, seen by the one who gave it alone. */
export async function twinCommand(context: DiscordContext, { actor, reply, subcommand }: TwinCommand): Promise<void> {
  const { core } = context;
  if (!(await takeInTime(context, reply))) return;
  if (await reply.defer({ isPrivate: true })) await reply.tell(await run());

  function run(): Promise<string> {
    if (subcommand === 'quota') return core.commands.quota(actor);
    if (subcommand === 'forget') return core.commands.forget(actor);
    return core.commands.about();
  }
}
