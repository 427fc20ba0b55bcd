import { toTerms } from './words.ts';

/**
 * Words that say how somebody asks, what sort of thing is meant or how it is judged, in questions to anybody about
 * anything. `Your strongest programming language` is about a programming language.
 */
const FRAMING_WORDS = `
experience experienced background work works worked working job career role position professional professionally personal
current currently present recent recently previous previously former past last first latest next
favourite favorite good bad nice strong stronger strongest great greatest top main major key primary important impressive challenging difficult hard
hardest easy easiest proud proudest full complete whole entire overall general generally specific particular different
various new describe explain show share list name give walk summarize summarise summary resume cv profile introduce discuss mention
elaborate detail details example examples information info overview story find see look looking want wanted need like
liked interested prefer hold held take took taken make made built build create created develop developed go went come
start started finish finished help helped learn learned happen happened involve involved include contribute participate
participated comfortable familiar proficient capable able people person day days year years today usually
really actually exactly directly anywhere somewhere type level way ways reason area field part person
place project projects technical technology technologies tool tools skill skills think feel opinion ask question answer relevant
related notable interesting significant successful popular real well
join joined leave left grow grew grown handle handled deal dealt reach reached move moved become became keep kept try tried change changed
choose chose chosen decide decided call called mean meant give gave given put set let bring brought win`;

const FRAMING_TERMS: ReadonlySet<string> = new Set(toTerms(FRAMING_WORDS));

/** Measured on questions to résumés, and flat from .15 to .3. */
const FRAMING_SHARE = 0.2;

/** What a term, as `toTerms` gives it, counts for: 1 when it may name a subject, a part when it frames a question. */
export function toSubjectShare(term: string): number {
  return FRAMING_TERMS.has(term) ? FRAMING_SHARE : 1;
}
