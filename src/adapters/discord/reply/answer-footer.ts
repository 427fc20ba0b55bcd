import { renderFooter } from '../../../core/delivery/footer.ts';
import { toPingFree } from './ping-free.ts';
import type { AnswerDone } from '../../../core/answer/answer-event.ts';
import type { Persona } from '../../../core/profile/chunk.ts';

/**
 * What stands under an answer, in small print.
 *
 * @see https://support.discord.com/hc/en-us/articles/210298617 (subtext and masked links)
 */
export function createFooter({ name }: Persona): (done: AnswerDone) => string {
  return (done) =>
    toPingFree(
      renderFooter(done, {
        personaName: name,
        line: (text) => `-# ${text}`,
        link: (title, address) => `[${title}](<${address}>)`,
      }),
    );
}
