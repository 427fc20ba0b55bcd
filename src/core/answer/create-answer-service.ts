import { createTurnId } from '../turn.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { Answer, AnswerService } from './answer-service.ts';
import { parseQuestion } from './question.ts';
import { runTurn } from './run-turn.ts';

/** Builds the one service that every face asks: limits, retrieval, the decision whether to answer, generation. */
export function createAnswerService(parts: AnswerParts): AnswerService {
  return {
    async ask(turn, { signal }): Promise<Answer> {
      const question = parseQuestion(turn.question);
      await parts.admission.admit(turn.user);
      const turnId = createTurnId();
      return { turnId, events: runTurn(parts, { turn: { ...turn, question }, turnId, signal }) };
    },
  };
}
