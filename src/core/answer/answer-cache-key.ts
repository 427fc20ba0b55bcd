import { createHash } from 'node:crypto';
import { VERSION } from '../../support/version.ts';
import type { Audience } from '../audience.ts';
import type { IndexVersion } from '../state-store.ts';
import { toRules } from './prompt.ts';

/** Everything that an answer depends on. */
export interface AnswerCircumstances {
  readonly question: string;
  readonly audience: Audience;
  readonly indexName: string;
  readonly version: IndexVersion;
  /** What writes: the generator and the models that it may use. */
  readonly writer: string;
}

/**
 * Under which key the answer to a question is kept: a hash, so that nobody reads from the store what was asked. Two
 * questions share a key when {@link toSameWords} makes them the same and everything else that the answer depends on is.
 */
export function toAnswerKey({ question, audience, indexName, version, writer }: AnswerCircumstances): string {
  // The number alone could come again after the state was lost.
  const { number, createdAt, persona } = version;
  const canonical = [VERSION, toRules(persona), writer, indexName, number, createdAt, audience, toSameWords(question)];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

/**
 * Takes out of a question what does not change its answer: case, width, spacing, punctuation around words, a greeting
 * and a please. Every word of content stays, in its order and language, and so do signs that belong to a word (`C++`,
 * `C#`, `.NET`, `3.5`, `-5`).
 */
export function toSameWords(question: string): string {
  const words = question
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[‘’ʼ]/g, "'")
    .split(/\s+/)
    .map(toBareWord)
    .filter((word) => word !== '')
    .join(' ');
  const bare = words.replace(GREETING, '').replace(LEADING_PLEASE, '').replace(TRAILING_PLEASE, '');
  return bare === '' ? words : bare;
}

const PUNCTUATION = `"“”„«»‹›()\\[\\]{}<>¿¡!?…,;:。、！？「」『』*_\``;
const BEFORE_WORD = new RegExp(`^['${PUNCTUATION}]+`, 'u');
const AFTER_WORD = new RegExp(`['.${PUNCTUATION}]+$`, 'u');

function toBareWord(word: string): string {
  const bare = word.replace(BEFORE_WORD, '').replace(AFTER_WORD, '');
  // A dash between words is punctuation; one at a word may be a minus.
  return /^[-–—.]+$/.test(bare) ? '' : bare;
}

/** Only before what begins a question: `Hello World` may be the name of something. */
const GREETING =
  /^(?:hi|hello|hey|hallo|hola|bonjour|salut|ciao|good (?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend))(?: there| all| again)? (?=(?:please|what|what's|who|who's|where|where's|when|why|how|which|whose|is|are|am|was|were|do|does|did|can|could|would|will|has|have|tell|was|wer|wo|wann|warum|wie|welche|qué|quién|dónde|cuándo|cómo|que|qui|où|quand|comment|quel|quelle)\b)/u;
const LEADING_PLEASE = /^(?:please|bitte|por favor|s'il (?:vous|te) plaît) (?=\S+ \S)/u;
const TRAILING_PLEASE = /(?<=\S \S.*) (?:please|bitte|por favor|s'il (?:vous|te) plaît)$/u;
