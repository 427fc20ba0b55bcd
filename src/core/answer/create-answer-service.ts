import { InputError, RateLimitedError } from '../errors.ts';
import { createTurnId } from '../turn.ts';
import type { Turn } from '../turn.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { Answer, AnswerService } from './answer-service.ts';
import { parseQuestion } from './question.ts';
import { runTurn } from './run-turn.ts';

/** Builds the one service that every face asks: limits, retrieval, the decision whether to answer, generation. */
export function createAnswerService(parts: AnswerParts): AnswerService {
  return {
    async ask(turn, { signal }): Promise<Answer> {
      const question = await admit(parts, turn);
      const turnId = createTurnId();
      return { turnId, events: runTurn(parts, { turn: { ...turn, question }, turnId, signal }) };
    },
  };
}

/** A refusal is an outcome like any other: it is counted, and one line tells of it. */
async function admit({ admission, logger, hashUser, onTurn }: AnswerParts, turn: Turn): Promise<string> {
  try {
    const question = parseQuestion(turn.question);
    await admission.admit(turn.user);
    return question;
  } catch (error) {
    if (!(error instanceof InputError || error instanceof RateLimitedError)) throw error;
    const { face, user } = turn;
    logger.info({ event: 'answer.refused', face, user: hashUser(user), reason: error.name });
    onTurn?.({ face, outcome: 'refused', firstDeltaMs: undefined, totalMs: 0, promptTokens: 0, completionTokens: 0 });
    throw error;
  }
}
