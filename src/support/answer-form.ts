/** Tells of a text whether it holds anything of the form that a question asks for. */
export type HasForm = (text: string) => boolean;

interface AnswerForm {
  /** Whether the question asks for it, in so many words. */
  readonly asked: RegExp;
  /** What a text that answers holds. */
  readonly held: RegExp;
}

const NUMBER_WORDS =
  'no|none|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|' +
  'seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|' +
  'dozens?|half|quarter|once|twice|both|several|few|many';

/** The first that a question asks for counts: `telephone number` is not just any number. */
const FORMS: readonly AnswerForm[] = [
  {
    asked: /\b(?:(?:tele)?phone|mobile|cell|fax) number\b|\bwhat(?:'s| is) \w+ (?:tele)?phone\b/i,
    // Seven digits with what is written between them; a year or a period has at most eight, in two fours.
    held: /\+\d[\d ()./-]{6,}\d|(?<![\d/.-])(?!(?:19|20)\d\d\s?[–/-])\(?0?\d{2,4}\)?[ /.-]?\d{3,}(?:[ .-]?\d{2,})+/,
  },
  { asked: /\be-?mail address\b|\bwhat(?:'s| is) \w+ e-?mail\b/i, held: /\S@\S/ },
  { asked: /\b(?:what|which) year\b/i, held: /\b(?:1[89]|20)\d\d\b/ },
  {
    asked: /\bhow (?:many|old)\b|\bhow much (?:money|time|does|did|is|was)\b/i,
    held: new RegExp(String.raw`\d|\b(?:${NUMBER_WORDS})\b`, 'i'),
  },
  {
    asked: /\bfavou?rite\b|\blikes? (?:the )?(?:best|most)\b/i,
    held: /\b(?:favou?rites?|best|prefer\w*|likes|(?:i|we|you|he|she|they) (?:really )?like|lov(?:es?|ed|ing)|enjoy\w*|recommend\w*|interests?|interested|hobb(?:y|ies)|passions?|fond|fans?|tastes?|treasures?)\b/i,
  },
];

/**
 * What a question in English wants to hear, where its form tells: a telephone number, an e-mail address, a year, a number,
 * a liking. Nothing for all other questions. A text may hold the form and be no answer; without it, it hardly is one.
 */
export function toWantedForm(question: string): HasForm | undefined {
  const form = FORMS.find(({ asked }) => asked.test(question));
  return form === undefined ? undefined : (text) => form.held.test(text);
}
