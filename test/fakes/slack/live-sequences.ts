/**
 * Every sequence in a text that Slack turns into a mention: `<!channel>`, `<@U1>`, `<#C1>`, `<!subteam^S1>`.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function findLiveSequences(text: string): readonly string[] {
  return text.match(/<[!@#][^<>]*>/g) ?? [];
}

/** Every sequence in a text that Slack turns into a link with a label of the writer's choice. */
export function findLabelledLinks(text: string): readonly string[] {
  return text.match(/<[a-z][a-z0-9+.-]*:[^<>]*>/gi) ?? [];
}
