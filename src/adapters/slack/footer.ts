import type { AnswerDone } from '../../core/answer/answer-event.ts';
import { renderFooter } from '../../core/delivery/footer.ts';
import { escapeSequences } from './escape.ts';

/** What stands under an answer in Slack: the sources and who speaks. */
export function toFooter(done: AnswerDone, personaName: string): string {
  const footer = renderFooter(done, {
    personaName,
    line: (text) => `_${text}_`,
    link: (title, address) => `[${title}](${toBareAddress(address)})`,
  });
  return escapeSequences(footer);
}

/** Parentheses, spaces and angle brackets would end a Markdown link early. */
function toBareAddress(address: string): string {
  return address.replaceAll(/[()<>\s_*]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
