import { guardLinks } from '../../core/answer/link-guard.ts';
import { stripInvisible } from '../../support/invisible.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/**
 * Reads what a person typed out of a message's text: without the mention of the twin, with links and channels by
 * their names, and with the three characters that Slack escapes.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function toQuestion(text: string, botUserId: string): string {
  return text
    .replaceAll(/<@(\w+)(?:\|([^>]*))?>/g, (_, id: string, name?: string) =>
      id === botUserId ? ' ' : `@${name ?? id}`,
    )
    .replaceAll(/<#\w+\|([^>]+)>/g, '#$1')
    .replaceAll(/<!(?:subteam\^\w+\|)?([^>|]*)(?:\|[^>]*)?>/g, '@$1')
    .replaceAll(
      /<([a-z][a-z0-9+.-]*:[^>|]*)(?:\|([^>]*))?>/gi,
      (_, address: string, label?: string) => label ?? address,
    )
    .replaceAll(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/[ \t]{2,}/g, ' ')
    .trim();
}

const MAX_RESTATED_CHARS = 300;

/** Says in a channel who asked what, for a command whose text nobody else sees. */
export function restate(question: string, userName: string): string {
  const oneLine = question.replaceAll(/\s+/g, ' ');
  const isLong = oneLine.length > MAX_RESTATED_CHARS;
  const short = isLong ? `${oneLine.slice(0, MAX_RESTATED_CHARS).toWellFormed()}…` : oneLine;
  return `**${toPlain(userName)}** asked: ${toPlain(short)}`;
}

/** What a conversation is called in lists, from its first question. */
const MAX_TITLE_CHARS = 80;

/** Names a conversation after its question. */
export function toTitle(question: string): string {
  const plain = toPlain(question.replaceAll(/\s+/g, ' ')).trim();
  return plain.length <= MAX_TITLE_CHARS
    ? plain
    : `${plain
        .slice(0, MAX_TITLE_CHARS - 1)
        .toWellFormed()
        .trim()}…`;
}

/** Takes the Markdown out of what a person wrote, and every link: the twin leads nobody where its askers want. */
function toPlain(text: string): string {
  return guardLinks(stripInvisible(text).replaceAll(/[*_`~[\]]/g, ''), NO_HOSTS);
}

const NO_HOSTS: ReadonlySet<string> = new Set();
