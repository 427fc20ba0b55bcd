import type { Persona } from '../profile/chunk.ts';
import { toExamples } from './user-messages.ts';

/** Questions about what speaks here, rather than about the person. */
const ABOUT_THE_TWIN = [
  /^(?:hey |so |hi |hello )?(?:are|r) (?:you|u) (?:really |actually |still )?(?:an? )?(?:real\b|human|person|bot\b|robot|ai\b|a\.i\.|machine|chat ?bot|program|computer|llm|language model|twin\b)/,
  /^(?:what|what kind of (?:thing|ai|bot|model)) (?:are|r) (?:you|u)$/,
  /^(?:am i|are we|is this|do i) (?:talking|speaking|chatting|really|actually|talk)?\b.*\b(?:bot|human|ai|person|machine|real)\b/,
  /^(?:what(?:'s|’s| is|s)|tell me|say|may i (?:ask|know)) (?:your|ur) (?:full |real |first |last )?name$/,
  /^(?:what are you called|who am i (?:talking|speaking|chatting|writing) (?:to|with)|what(?:'s|’s| is) (?:this|that) bot)$/,
  /^is this (?:an? )?(?:bot|ai|human|person|chat ?bot)\b/,
];
const GREETING =
  /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|moin|hallo|hola|bonjour|ciao)(?: there| you| all)?$/;
const THANKS =
  /^(?:(?:ok|okay|great|perfect|cool|nice|wonderful|super)[ !.]*)?(?:many )?(?:thanks?|thank you|thx|cheers|merci|danke|bedankt|gracias)(?: you| all| again| so much| very much| a lot)*$/;

/**
 * What the twin says when it is asked what it is, greeted or thanked: the same in every mode, whatever a model would say. Nothing for any
 * other question.
 */
export function toIdentityAnswer(question: string, persona: Persona): string | undefined {
  const { name } = persona;
  const asked = question
    .toLowerCase()
    .replaceAll(/[\s,]+/g, ' ')
    .replaceAll(/[?!.…]+$/g, '')
    .trim();
  if (THANKS.test(asked)) return `You are welcome. Ask me more about ${name} whenever you like.`;
  const isAboutTwin =
    ABOUT_THE_TWIN.some((pattern) => pattern.test(asked)) ||
    asked === `are you ${name.toLowerCase()}` ||
    asked === `are you ${firstOf(name)}`;
  if (!isAboutTwin && !GREETING.test(asked)) return undefined;
  const who = `I am the AI twin of ${name}: a program that answers from the files that ${name} gave it, never ${name} in person.`;
  return [who, toExamples(persona)].filter((part) => part !== '').join('\n\n');
}

function firstOf(name: string): string {
  return name.toLowerCase().split(/\s+/)[0] ?? '';
}
