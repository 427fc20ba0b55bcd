const WHOM = String.raw`(?:you|him|her|them)`;

/** What asks to judge a person as a whole. */
const PITCHES: readonly RegExp[] = [
  new RegExp(
    String.raw`\bwhy (?:should|would|must|do|not|shouldn['’]?t|wouldn['’]?t)\b.*\b(?:hire|employ|choose|pick|recruit|interview|work with|want) ${WHOM}\b`,
    'i',
  ),
  new RegExp(
    String.raw`\bwhat (?:makes|sets) ${WHOM} (?:apart|differ|special|unique|stand out|so special|a good|the right)`,
    'i',
  ),
  new RegExp(String.raw`\b(?:sell|convince) (?:me|us) (?:on|of|about) ${WHOM}\b|\bwhy ${WHOM}\s*\??$`, 'i'),
];

/**
 * Whether a question asks why one should want this person: `Why should we hire her?` No file answers that in these words,
 * and those that hold them are about something else, such as how the owner hires. What the owner says of themselves does.
 *
 * @param name the owner's
 */
export function isPitch(question: string, name: string): boolean {
  const names = new Set(name.toLowerCase().split(/\s+/));
  const words = question.split(/\s+/).map((word) => {
    const bare = word.replace(/['’]s$|[^\p{L}\p{N}-]+$/gu, '');
    return names.has(bare.toLowerCase()) ? word.replace(bare, 'them') : word;
  });
  const text = words.join(' ').replaceAll(/\bthem them\b/g, 'them');
  return PITCHES.some((pitch) => pitch.test(text));
}
