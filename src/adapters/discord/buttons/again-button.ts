import { InputError } from '../../../core/errors.ts';
import { answerCommand } from '../commands/answer-command.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { ButtonPress } from './button-press.ts';

const NOT_YOURS = 'Only the person who asked can ask this again. Ask me yourself with `/asktwin` or a mention.';
const TOO_OLD = 'This answer is too old: I no longer know the question. Please ask it anew.';

/**
 * Asks the question once more, under it: counted like every question, and answered anew. It is the asker's own, remembered
 * for that person, so nobody else can ask it.
 */
export async function pressAgain(context: DiscordContext, press: ButtonPress, signal: AbortSignal): Promise<void> {
  const { button, place, reply, asked, guildId } = press;
  const { turnId, userId } = button;
  if (place.userId !== userId) return reply.tell(NOT_YOURS);
  const recall = async (): Promise<string> => {
    const past = await context.core.past.find(asked, turnId);
    if (past === undefined) throw new InputError(TOO_OLD);
    return past.question;
  };
  await answerCommand(
    context,
    { place, reply, guildId, audience: asked.audience, question: recall, again: turnId },
    signal,
  );
}
