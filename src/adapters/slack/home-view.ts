import { createHash } from 'node:crypto';
import type { types } from '@slack/bolt';
import { KEEPING } from '../../core/commands/about-text.ts';
import type { Persona } from '../../core/profile/chunk.ts';

/** The first part of the ids of the buttons that ask; each has its number behind it. */
export const ASK_ACTION = 'ask-';

/** @see https://docs.slack.dev/reference/block-kit/blocks */
const MAX_HEADER_CHARS = 150;
const MAX_SECTION_CHARS = 3_000;
const MAX_LABEL_CHARS = 75;
const MAX_VALUE_CHARS = 2_000;
const MAX_BUTTONS = 10;

const HOW_TO_ASK =
  'Write to me under Messages, mention me in a channel, or use /asktwin. I answer in a thread, where you can ask on, and name my sources under each answer. What the files do not say I do not know. Stop ends an answer.';
const LIMITS = 'Everybody has a number of questions per minute: /twin quota says what you have left.';

/**
 * What stands in the Home tab: who speaks, what it can be asked, what it keeps. All of it is plain text, in which Slack
 * finds no mention and no link, whatever the files say.
 */
export function toHomeView({ name, headline, suggestions }: Persona): types.HomeView {
  const who = headline === '' ? name : `${name} (${headline})`;
  const asked = suggestions.filter((question) => question !== '' && question.length <= MAX_VALUE_CHARS);
  const blocks: types.KnownBlock[] = [
    toHeader(`AI twin of ${name}`),
    toSection(`I am a program that answers from the files that ${who} gave it. I am never ${name} in person.`),
    ...(asked.length === 0 ? [] : [toHeader('Ask me, for example'), toButtons(asked)]),
    toHeader('How to ask'),
    toSection(HOW_TO_ASK),
    toSection(LIMITS),
    toHeader('What I keep'),
    ...KEEPING.map(toSection),
  ];
  return { type: 'home', blocks, private_metadata: toVersion(blocks) };
}

/** Changes with what stands there; Slack gives it back with what a person sees. */
function toVersion(blocks: readonly types.KnownBlock[]): string {
  return createHash('sha256').update(JSON.stringify(blocks)).digest('hex').slice(0, 16);
}

function toHeader(text: string): types.KnownBlock {
  return { type: 'header', text: toPlainText(text, MAX_HEADER_CHARS) };
}

function toSection(text: string): types.KnownBlock {
  return { type: 'section', text: toPlainText(text, MAX_SECTION_CHARS) };
}

function toButtons(questions: readonly string[]): types.KnownBlock {
  const elements = questions.slice(0, MAX_BUTTONS).map((question, at): types.Button => ({
    type: 'button',
    action_id: `${ASK_ACTION}${at}`,
    text: toPlainText(question, MAX_LABEL_CHARS),
    value: question,
  }));
  return { type: 'actions', elements };
}

function toPlainText(text: string, maxChars: number): types.PlainTextElement {
  const plain = text.replaceAll('`', '');
  const short = plain.length <= maxChars ? plain : `${plain.slice(0, maxChars - 1).toWellFormed()}…`;
  return { type: 'plain_text', text: short, emoji: false };
}
