import type { AnswerDone } from '../../core/answer/answer-event.ts';
import type { AnswerService } from '../../core/answer/answer-service.ts';
import { toConversationKey, toUserKey } from '../../core/turn.ts';
import type { Persona } from '../../core/profile/chunk.ts';
import { EXIT } from './output.ts';
import type { ExitStatus, Output } from './output.ts';

/** What `smoke` works with. */
export interface SmokeOptions extends Output {
  readonly answers: AnswerService;
  readonly persona: () => Promise<Persona>;
  readonly signal: AbortSignal;
}

/** A question that no profile answers. */
const FOREIGN_QUESTION = 'What is the boiling point of tungsten hexafluoride in kelvin?';
const TESTER = toUserKey('cli', 'smoke');

/**
 * Asks the configured engines one question that the files answer and one that they do not, and says whether the twin
 * answered the first with sources and owned up to the second.
 */
export async function runSmoke({ answers, persona, signal, out }: SmokeOptions): Promise<ExitStatus> {
  const { name, suggestions } = await persona();
  const known = await ask(suggestions[0] ?? `Who is ${name}?`);
  const foreign = await ask(FOREIGN_QUESTION);
  const isKnownAnswered = known.done?.outcome === 'answered' && known.done.sources.length > 0;
  const isForeignRefused = foreign.done?.outcome === 'unknown';
  out(toLine(isKnownAnswered, known.question, known));
  out(toLine(isForeignRefused, foreign.question, foreign));
  return isKnownAnswered && isForeignRefused ? EXIT.ok : EXIT.failed;

  async function ask(question: string): Promise<SmokeAnswer> {
    const startedAt = performance.now();
    const conversation = toConversationKey(TESTER, question);
    const turn = { face: 'cli', user: TESTER, conversation, question, audience: 'owner' } as const;
    const answer = await answers.ask(turn, { signal });
    let done: AnswerDone | undefined;
    for await (const event of answer.events) if (event.type === 'done') done = event;
    return { question, done, ms: Math.round(performance.now() - startedAt) };
  }
}

interface SmokeAnswer {
  readonly question: string;
  readonly done: AnswerDone | undefined;
  readonly ms: number;
}

function toLine(isGood: boolean, question: string, { done, ms }: SmokeAnswer): string {
  const outcome = `${done?.outcome ?? 'no end'}, ${done?.sources.length ?? 0} sources, ${ms} ms`;
  return `${isGood ? 'ok' : '!!'} ${question}\n   ${outcome}\n   ${(done?.text ?? '').split('\n')[0] ?? ''}\n`;
}
