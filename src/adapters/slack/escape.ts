/**
 * What opens one of Slack's own sequences: `<!channel>`, `<@U1>`, `<#C1>`, and addresses with a label of the writer's
 * choice, `<https://…|label>`, `<mailto:…|label>`. Longer schemes than this are no schemes.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
const OPENING = /<(?=[!@#]|[a-z][a-z0-9+.-]{0,30}:)/gi;
const UNDECIDED = /<(?:[a-z][a-z0-9+.-]{0,30})?$/i;

/** Makes every sequence inert that Slack would read as a mention or a link, and leaves other `<` and `&` readable. */
export function escapeSequences(text: string): string {
  return text.replaceAll(OPENING, '&lt;');
}

/**
 * How many characters at the end of an escaped text may still be escaped once more text follows. What stands before
 * them is final, however the text goes on.
 */
export function heldBackLength(text: string): number {
  return UNDECIDED.exec(text)?.[0].length ?? 0;
}
