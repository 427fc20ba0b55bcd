import type { AnswerEvent } from '../../src/core/answer/answer-event.ts';
import type { TurnId } from '../../src/core/turn.ts';
import type { Random } from '../../test/fakes/random-markdown.ts';
import { forever, type VirtualClock } from './virtual-clock.ts';

/** An answer as a model will write it. */
export interface AnswerScript {
  readonly text: string;
  /** Tokens of four characters, at an even rate. */
  readonly tokensPerSecond: number;
}

/** When each token was really written. */
export interface WrittenToken {
  readonly at: number;
  readonly charCount: number;
}

const CHARS_PER_TOKEN = 4;
const WORDS =
  'the robot moves a small box past two doors and waits until somebody takes it from the shelf near Lisbon'.split(' ');

/** Makes text of `charCount` characters, in sentences and paragraphs. */
export function writeText(charCount: number, random: Random): string {
  let text = '';
  while (text.length < charCount) {
    const words = Array.from(
      { length: 6 + Math.floor(random() * 12) },
      () => WORDS[Math.floor(random() * WORDS.length)],
    );
    text += `${words.join(' ')}.${random() < 0.1 ? '\n\n' : ' '}`;
  }
  return `${text.slice(0, charCount - 1).replace(/\s$/, 's')}.`;
}

/** The pieces in which a text arrives. */
export function toTokens(text: string): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / CHARS_PER_TOKEN) }, (_none, at) =>
    text.slice(at * CHARS_PER_TOKEN, (at + 1) * CHARS_PER_TOKEN),
  );
}

/** Writes an answer on the clock; `written` takes down when. */
export async function* playAnswer(
  { text, tokensPerSecond }: AnswerScript,
  {
    clock,
    turnId,
    written,
  }: { readonly clock: VirtualClock; readonly turnId: TurnId; readonly written: WrittenToken[] },
): AsyncGenerator<AnswerEvent> {
  const startedAt = clock.now();
  for (const [at, token] of toTokens(text).entries()) {
    const writtenAt = startedAt + (at * 1000) / tokensPerSecond;
    // Whoever reads slowly does not make the model write slowly.
    if (writtenAt > clock.now()) await clock.sleep(writtenAt - clock.now(), forever);
    written.push({ at: writtenAt, charCount: token.length });
    yield { type: 'delta', text: token };
  }
  yield { type: 'done', turnId, text, sources: [], outcome: 'answered' };
}
