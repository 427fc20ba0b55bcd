/** How a person asks; the owner also has the files read anew. */
export type Way =
  | 'discord slash'
  | 'discord private slash'
  | 'discord mention'
  | 'discord dm'
  | 'discord reingest'
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
  /** Whether the platform told it to no process that lived to note it; known once everything has ended. */
  mayBeUnheard(): boolean;
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

/** Begins what the model writes; all of it needs an end: the footer, or a note. */
export const ANSWER_BEGINS = 'I work at Lumenfold Robotics';
const FOOTER = /AI twin of [^·\n]+ · ([0-9a-f]{8})/g;
const INTERRUPTED = /interrupted by a restart|being restarted/g;
/** How far an ingest is; its end says something else. */
const PROGRESS = / …$|`[█░]+`/;

/** Judges what a person sees in the end. */
export function judge(question: Question): Ending {
  // A command's question is restated where it was given: that is no answer.
  const isNews = ({ text, isOpen }: SeenMessage): boolean =>
    isOpen || (text.trim() !== '' && !(text.includes(question.id) && !text.includes('AI twin of')));
  const seen = question.look().filter(isNews);
  const texts = seen.map(({ text }) => text);
  const whole = texts.join('\n');
  const answers = [...whole.matchAll(FOOTER)].map(([, turnId]) => turnId);
  const notes = whole.match(INTERRUPTED)?.length ?? 0;
  if (seen.length === 0) return { kind: 'unheard' };
  if (seen.some(({ isOpen }) => isOpen)) return { kind: 'hanging', texts };
  if (question.way === 'discord reingest') return judgeReingest(texts);
  if (answers.length > 1) return { kind: 'twice', texts };
  if (answers.length === 1) {
    return afterFooter(whole).search(INTERRUPTED) >= 0 ? { kind: 'contradiction', texts } : { kind: 'answered' };
  }
  if (notes > 1) return { kind: 'twice', texts };
  if (notes === 1) return { kind: 'interrupted' };
  if (whole.includes(ANSWER_BEGINS)) return { kind: 'hanging', texts };
  return seen.length > 1 ? { kind: 'twice', texts } : { kind: 'told' };
}

function judgeReingest(texts: readonly string[]): Ending {
  if (texts.some((text) => PROGRESS.test(text))) return { kind: 'hanging', texts };
  return texts.length > 1 ? { kind: 'twice', texts } : { kind: 'told' };
}

/** A note may stand inside of an answer that was given up in good order; after the end of a whole one it is wrong. */
function afterFooter(text: string): string {
  return text.slice(text.search(FOOTER));
}
