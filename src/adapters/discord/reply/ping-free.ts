/** Stands between the signs of Discord's own syntax and cannot be seen. */
const GAP = '\u200B';

/**
 * Mentions of people, roles and channels, commands, custom emoji, times and server pages.
 *
 * @see https://docs.discord.com/developers/reference#message-formatting
 */
const MARKUP = /<(?=(?:@[!&]?|#)\d+>|a?:\w+:\d+>|\/[^<>\n]{1,100}:\d+>|t:-?\d+(?::\w)?>|id:[\w:-]+>)/g;
const EVERYBODY = /@(?=everyone|here)/g;

/**
 * Shows Discord's own syntax as the letters that it is made of. Nobody is pinged even without this: every request says
 * so. But a name in a highlighted box would still look as if the twin had called somebody.
 */
export function toPingFree(markdown: string): string {
  return markdown.replace(MARKUP, `<${GAP}`).replace(EVERYBODY, `@${GAP}`);
}
