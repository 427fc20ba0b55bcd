const WHOM = String.raw`(?:you|him|her|them)`;
const WHO = String.raw`(?:you|he|she|they|them)`;
const WHOSE = String.raw`(?:your|his|her|their)`;

/** Finds what the owner says of themselves in short, without name and address. */
const SELF_QUESTION = 'Tell me about yourself.';
/** Finds what the files call the current job, whatever it is. */
const JOB_QUESTION = 'What is your current job?';

/**
 * Questions that no file answers in their own words, and those that it does. The words that they are asked in stand in files
 * about something else: in how the owner hires, or in where they live.
 */
const PLAIN_QUESTIONS: readonly (readonly [plain: string, asked: RegExp])[] = [
  // What asks to judge a person as a whole.
  [
    SELF_QUESTION,
    new RegExp(
      String.raw`\bwhy (?:should|would|must|do|not|shouldn['’]?t|wouldn['’]?t)\b.*\b(?:hire|employ|choose|pick|recruit|interview|work with|want) ${WHOM}\b`,
      'i',
    ),
  ],
  [
    SELF_QUESTION,
    new RegExp(
      String.raw`\bwhat (?:makes|sets) ${WHOM} (?:apart|differ|special|unique|stand out|so special|a good|the right)`,
      'i',
    ),
  ],
  [
    SELF_QUESTION,
    new RegExp(String.raw`\b(?:sell|convince) (?:me|us) (?:on|of|about) ${WHOM}\b|\bwhy ${WHOM}\s*\??$`, 'i'),
  ],
  // What asks for everything, in a form.
  [
    SELF_QUESTION,
    new RegExp(
      String.raw`^(?:(?:can|could|would|will) you )?(?:please )?(?:summari[sz]e|sum up|outline|(?:walk|run|talk|take) (?:me|us) through|(?:give|tell) (?:me|us) (?:a |an )?(?:\w+ )?(?:summary|overview|outline|introduction) (?:of|to)) (?:${WHOSE}|the) (?:(?:whole|professional|working) )*(?:career|cv|r[eé]sum[eé]|background|profile|life|experience)\b|^(?:please )?(?:give|show|send) (?:me|us) (?:${WHOSE}|the) (?:cv|r[eé]sum[eé])\b`,
      'i',
    ),
  ],
  // What asks for today's job; an earlier one may hold more of the words.
  [
    JOB_QUESTION,
    new RegExp(
      String.raw`\bwhat (?:do|does|is|are) ${WHO} (?:do|doing) (?:for (?:a living|work|a job|money)|as a job|professionally)\b|\bwhat(?:['’]s| is| are) ${WHOSE} (?:(?:current |present )?(?:job title|title|job|position|role|employer|company)\W*$|(?:occupation|profession|day job|line of work)\b)`,
      'i',
    ),
  ],
  [
    JOB_QUESTION,
    new RegExp(
      String.raw`^(?:(?:which|what) (?:company|employer|firm|organi[sz]ation) (?:do|does) ${WHO} work (?:for|at|in)|(?:who|whom) (?:do|does) ${WHO} work for|where (?:do|does) ${WHO} work(?: (?:now|at present|currently|at the moment|today))?|who(?:['’]s| is) ${WHOSE} (?:current )?employer)\W*$`,
      'i',
    ),
  ],
];

/**
 * What to look for when a question is asked in words that lead elsewhere: `Why should we hire her?` is answered by what the
 * owner says of themselves. Nothing for every other question.
 *
 * @param name the owner's
 */
export function toPlainQuestion(question: string, name: string): string | undefined {
  const names = new Set(name.toLowerCase().split(/\s+/));
  const words = question
    .trim()
    .split(/\s+/)
    .map((word) => {
      const bare = word.replace(/['’]s$|[^\p{L}\p{N}-]+$/gu, '');
      if (!names.has(bare.toLowerCase())) return word;
      return /['’]s$/u.test(word) ? 'their' : word.replace(bare, 'them');
    });
  const text = words.join(' ').replaceAll(/\bthem (them|their)\b/g, '$1');
  return PLAIN_QUESTIONS.find(([, asked]) => asked.test(text))?.[0];
}
