import { toSourcesText } from './sources-text.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { ButtonPress } from './button-press.ts';

/** Shows whoever pressed it, and nobody else, what the answer rests on: what the files still say, and the place may see. */
export async function pressSources({ core }: DiscordContext, { button, reply, asked }: ButtonPress): Promise<void> {
  if (!(await reply.defer({ isPrivate: true }))) return;
  const past = await core.past.find(asked, button.turnId);
  await reply.tell(toSourcesText(past, await core.persona()));
}
