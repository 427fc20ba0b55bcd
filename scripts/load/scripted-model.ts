import type { CompletionScript } from '../../test/fakes/groq/completion-script.ts';
import type { GroqCall } from '../../test/fakes/groq/groq-fake.ts';

/** The first words of every answer. */
export const OPENING = 'Maya builds';
/** Until the model's first token, and between tokens: as fast as people read, for some five seconds. */
export const MODEL = { firstTokenMs: 200, betweenTokensMs: 40, tokenCount: 120 } as const;
/** What an answer takes the model. */
export const ANSWER_MS = MODEL.firstTokenMs + MODEL.betweenTokensMs * MODEL.tokenCount;

/** What the model writes. */
export const ANSWER: CompletionScript = {
  deltas: [OPENING, ...Array.from({ length: MODEL.tokenCount - 2 }, (_none, at) => ` robots${at}`), ' [1].'],
  firstDelayMs: MODEL.firstTokenMs,
  delayMs: MODEL.betweenTokensMs,
};

const NAME = /as a staff engineer, (\S+)\?/;

/** The question of one person in one round; each is another one, so that none is answered from the cache. */
export function toQuestion(name: string): string {
  return `What does Maya do at Lumenfold Robotics as a staff engineer, ${name}?`;
}

/**
 * How long the model took over each question until its first words were sent, in milliseconds, by the question's name:
 * measured where the model runs, so that the time which its own timers are late is its own, too.
 */
export function toModelTimes(calls: readonly GroqCall[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { body, at, firstTextAt } of calls) {
    const name = NAME.exec(body?.messages.at(-1)?.content ?? '')?.[1];
    if (name !== undefined && firstTextAt !== undefined) times.set(name, firstTextAt - at);
  }
  return times;
}
