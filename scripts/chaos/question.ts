/** How a person asks. */
export type Way =
  | 'discord slash'
  | 'discord private slash'
  | 'discord mention'
  | 'discord dm'
  | 'slack mention'
  | 'slack dm'
  | 'slack slash';

/** What a person sees now of one message of the twin. */
export interface SeenMessage {
  readonly text: string;
  /** Whether it still says that more is to come: it loads, it is streamed, it is a placeholder. */
  readonly isOpen: boolean;
  /** What it showed from when on, in epoch ms. */
  readonly frames: readonly { readonly at: number; readonly text: string }[];
}

/** One question, and where its answer can be seen. */
export interface Question {
  /** Stands in the question, and nowhere else. */
  readonly id: string;
  readonly way: Way;
  /** The platform's id of the person. */
  readonly person: string;
  /** Epoch ms. */
  readonly askedAt: number;
  /** Whether two processes ran when it was asked. */
  readonly wasCovered: boolean;
  /** Delivers the same event once more. */
  redeliver(): void;
  /** Everything of the twin that this person sees in this place. */
  look(): readonly SeenMessage[];
}

/** What came of a question, as its person sees it. */
export type Ending =
  | { readonly kind: 'answered' | 'interrupted' | 'told' }
  /** Nothing at all can be seen. */
  | { readonly kind: 'unheard' }
  | { readonly kind: 'hanging' | 'twice' | 'contradiction'; readonly texts: readonly string[] };

/** Nobody can send these again, and a process that dies with one before it said so takes it along. */
const UNREPEATED = /^discord|slash$/;

/** Whether the platform may have told it to no process that lived to answer. */
export function mayBeUnheard({ way, wasCovered }: Question): boolean {
  return !wasCovered && UNREPEATED.test(way);
}

const FOOTER = /AI twin of [^·\n]+ · ([0-9a-f]{8})/g;
const INTERRUPTED = /interrupted by a restart|being restarted/;

/** Judges what a person sees in the end. */
export function judge(question: Question): Ending {
  // A command's question is restated where it was given: that is no answer.
  const isNews = ({ text, isOpen }: SeenMessage): boolean =>
    isOpen || (text.trim() !== '' && !(text.includes(question.id) && !text.includes('AI twin of')));
  const seen = question.look().filter(isNews);
  const texts = seen.map(({ text }) => text);
  const whole = texts.join('\n');
  const answers = new Set([...whole.matchAll(FOOTER)].map(([, turnId]) => turnId));
  if (seen.length === 0) return { kind: 'unheard' };
  if (seen.some(({ isOpen }) => isOpen)) return { kind: 'hanging', texts };
  if (answers.size > 1) return { kind: 'twice', texts };
  if (answers.size === 1)
    return INTERRUPTED.test(afterFooter(whole)) ? { kind: 'contradiction', texts } : { kind: 'answered' };
  return { kind: INTERRUPTED.test(whole) ? 'interrupted' : 'told' };
}

/** A note may stand inside of an answer that was given up in good order; after the end of a whole one it is wrong. */
function afterFooter(text: string): string {
  return text.slice(text.search(FOOTER));
}
