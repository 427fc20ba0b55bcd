import type { Persona } from '../profile/chunk.ts';

/** Questions about what speaks here, rather than about the person. */
const ABOUT_THE_TWIN = [
  /^(?:hey |so |hi |hello )?(?:are|r) (?:you|u) (?:really |actually |still )?(?:an? )?(?:real\b|human|person|bot\b|robot|ai\b|a\.i\.|machine|chat ?bot|program|computer|llm|language model|twin\b)/,
  /^(?:what|what kind of (?:thing|ai|bot|model)) (?:are|r) (?:you|u)$/,
  /^(?:am i|are we|is this|do i) (?:talking|speaking|chatting|really|actually|talk)?\b.*\b(?:bot|human|ai|person|machine|real)\b/,
  /^is this (?:an? )?(?:bot|ai|human|person|chat ?bot)\b/,
];
const GREETING =
  /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|moin|hallo|hola|bonjour|ciao|thanks?|thank you|thx|cheers)(?: there| you| all| so much| a lot)?$/;

/**
 * What the twin says when it is asked what it is, or greeted: the same in every mode, whatever a model would say. Nothing for any
 * other question.
 */
export function toIdentityAnswer(question: string, { name, suggestions }: Persona): string | undefined {
  const asked = question
    .toLowerCase()
    .replaceAll(/[\s,]+/g, ' ')
    .replaceAll(/[?!.…]+$/g, '')
    .trim();
  const isAboutTwin =
    ABOUT_THE_TWIN.some((pattern) => pattern.test(asked)) ||
    asked === `are you ${name.toLowerCase()}` ||
    asked === `are you ${firstOf(name)}`;
  if (!isAboutTwin && !GREETING.test(asked)) return undefined;
  const examples = suggestions.slice(0, 3).map((suggestion) => `- ${suggestion}`);
  const instead = examples.length === 0 ? '' : `\n\nYou can ask me, for example:\n${examples.join('\n')}`;
  return `I am the AI twin of ${name}: a program that answers from the files that ${name} gave it, never ${name} in person.${instead}`;
}

function firstOf(name: string): string {
  return name.toLowerCase().split(/\s+/)[0] ?? '';
}
