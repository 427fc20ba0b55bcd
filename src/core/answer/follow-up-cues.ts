import { isPhrase, toTerms } from '../../support/words.ts';

/** What in a question points at something said before. */
export interface Cues {
  /** Where the first word stands that stands for something else (`it`, `they`, `that`); -1 when there is none. */
  readonly anaphorAt: number;
  /** Asks of a place or a time that was told: `there`, `then`. */
  readonly saysThere: boolean;
  /** Asks for something besides what was told: `what else`, `another`, `the previous one`. */
  readonly asksForOther: boolean;
  /** Asks for what comes before or after it. */
  readonly direction: 'before' | 'after' | undefined;
  /** Begins in the middle: `and …`, `what about …`. */
  readonly isContinued: boolean;
  /** Speaks to the twin, whom every question is about. */
  readonly saysYou: boolean;
  /** How many words it has. */
  readonly wordCount: number;
  /** Its own content words, as search terms, without those that only say that time went on. */
  readonly terms: readonly string[];
}

const PRONOUN = /\b(?:it|its|itself|they|them|their|theirs|themselves|he|him|his|himself|she|her|hers|herself)\b/gi;
const DEMONSTRATIVE =
  /\b(?:these|those|this)\b(?!\s+(?:days?|weeks?|months?|years?|morning|bot|chat|page|site|website)\b)/gi;
/** After a noun `that` begins a clause (`a project that failed`); it points back after other words and at the end. */
const THAT =
  /(?:^\W*|\b(?:is|was|were|are|did|does|do|has|had|about|before|after|from|of|with|for|to|in|on|at|by|like|than|since|until|during|why|how|and|all|over)\s+)\bthat\b|\bthat\b(?=\W*$)/gi;
const THERE = /(?<!\b(?:is|are|was|were|be|been)\s+)\bthere\b(?!['’]s|\s+(?:is|are|was|were|be|been|any|a|an)\b)/i;
const THEN = /(?<!^\W*)\bthen\b/i;
const WHICH_ONE =
  /\b(?:which|that|this|first|second|last|next|other|former|latter|the)\s+ones?\b|\bthe\s+(?:former|latter)\b/gi;
/** `Is it true that …` points at nothing, and `IT` is a trade. */
const POINTLESS = /\b[Ii]s it (?:true|possible|right|correct|ok|okay|fair)\b(?: that\b)?|\bIT\b/g;
const ANAPHORS = [PRONOUN, DEMONSTRATIVE, THAT, WHICH_ONE];

const OTHER = /\b(?:else|others?|another|same|previous|previously)\b/i;
const BEFORE =
  /\b(?:before|prior to)\s+(?:that|this|it|then|them)\b|\b(?:before|previously|earlier|beforehand)\W*$|\bprevious\b/i;
const AFTER = /\b(?:after|since)\s+(?:that|this|it|then|them)\b|\b(?:after|afterwards?|next|later)\W*$/i;
const CONTINUED =
  /^\W*(?:and|but|or|so|also|then|plus|what about|how about|why not|how come|tell me more|go on|more)\b/i;
const YOU = /\b(?:you|your|yours|yourself|u|ur)\b/i;

const COURSE_OF_TIME =
  /\b(?:came|comes?|happen(?:s|ed)?|follow(?:s|ed)?|next|previous(?:ly)?|earlier|later|afterwards?|beforehand|prior)\b/gi;

/** Reads the cues of a question in English; of another language only its length. */
export function readCues(question: string): Cues {
  const pointed = question.replace(POINTLESS, (match) => ' '.repeat(match.length));
  const places = ANAPHORS.flatMap((anaphor) => [...pointed.matchAll(anaphor)].map((match) => match.index));
  return {
    anaphorAt: places.length === 0 ? -1 : Math.min(...places),
    saysThere: THERE.test(pointed) || THEN.test(pointed),
    asksForOther: OTHER.test(question),
    direction: BEFORE.test(question) ? 'before' : AFTER.test(question) ? 'after' : undefined,
    isContinued: CONTINUED.test(question),
    saysYou: YOU.test(question),
    wordCount: question.match(/[\p{L}\p{N}]+/gu)?.length ?? 0,
    terms: toContent(question.replace(COURSE_OF_TIME, ' ')),
  };
}

/** Before or after a thing that the question itself names: `before Acme`, `after you left Acme`. */
const ANCHORED =
  /\b(before|prior to|after)\s+(?:(?:you|she|he|they)\s+)?(?:(?:joined|left|started(?: at)?|worked (?:at|for)|joining|leaving|working (?:at|for)|starting(?: at)?)\s+)?(\p{Lu}[\p{L}\p{N}'’.&+ -]*)/u;

/** What a question asks the time around of, and on which side. */
export interface Anchor {
  readonly name: string;
  readonly direction: 'before' | 'after';
}

/** The thing before or after which a question asks, if it names one. */
export function findAnchor(question: string): Anchor | undefined {
  const [, side, name] = ANCHORED.exec(question) ?? [];
  if (side === undefined || name === undefined) return undefined;
  return { name, direction: side === 'after' ? 'after' : 'before' };
}

/** A word with a capital inside a sentence, and whatever such words follow it. */
const NAME = /(?<=[\p{L}\p{N},;:"'’)]\s+["'“(]?)\p{Lu}[\p{L}\p{N}'’.&+#-]*(?:\s+\p{Lu}[\p{L}\p{N}'’.&+#-]*)*/gu;

/** A name with its place in the text and its search terms. */
export interface Name {
  readonly text: string;
  readonly at: number;
  readonly terms: readonly string[];
}

/** The names in a text; its first word, whose capital says nothing, is none. */
export function findNames(text: string): readonly Name[] {
  return [...text.matchAll(NAME)]
    .map((match) => ({ text: match[0], at: match.index, terms: toContent(match[0]) }))
    .filter(({ terms }) => terms.length > 0);
}

/** The content words that follow a `the`, up to two words on: what the asker takes for known. */
export function findDefinites(question: string): readonly string[] {
  return [...question.matchAll(/\bthe\s+(\p{L}+)(?:\s+(\p{L}+))?/giu)].flatMap((match) =>
    toContent(`${match[1] ?? ''} ${match[2] ?? ''}`),
  );
}

/** The search terms of a text; none for one of stop words alone. */
export function toContent(text: string): readonly string[] {
  return toTerms(text).filter((term) => !isPhrase(term));
}
