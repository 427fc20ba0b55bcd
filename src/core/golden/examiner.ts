import type { AnswerDone, DegradedBy, Outcome, Source } from '../answer/answer-event.ts';
import type { AnswerParts, TurnSummary } from '../answer/answer-parts.ts';
import { createAnswerService } from '../answer/create-answer-service.ts';
import type { Retrieval, Retriever } from '../answer/retriever.ts';
import { createRunningAnswers } from '../answer/running-answers.ts';
import { createMemory } from '../conversation/memory.ts';
import type { Cancellable, Generator, Logger } from '../ports.ts';
import type { Passage } from '../profile/chunk.ts';
import type { ConversationStore, StoredTurn } from '../state-store.ts';
import { toConversationKey, toUserKey } from '../turn.ts';
import { checkAnswer } from './check-answer.ts';
import type { Verdict } from './check-answer.ts';
import { holds } from './fold-text.ts';
import type { GoldenQuestion } from './golden-question.ts';

/** One golden question with its answer and everything that was measured on the way. */
export interface Examined {
  readonly golden: GoldenQuestion;
  readonly verdict: Verdict;
  readonly text: string;
  readonly outcome: Outcome;
  readonly degradedBy: DegradedBy | undefined;
  readonly sources: readonly Source[];
  readonly passages: readonly Passage[];
  /** 0 to 1; nothing when the index was not asked. */
  readonly confidence: number | undefined;
  /** Below it the passages could not answer, on the same scale. */
  readonly minConfidence: number | undefined;
  /** From 1: as far down the passages one must read to have met every expected wording; nothing when they are not there. */
  readonly foundRank: number | undefined;
  /** Milliseconds; nothing when there was no text. */
  readonly firstDeltaMs: number | undefined;
  readonly totalMs: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** What the index or the model threw, if one did. */
  readonly failure: unknown;
}

/** Asks golden questions. */
export interface Examiner {
  examine(golden: GoldenQuestion, options: Cancellable): Promise<Examined>;
}

/** What answers are made with. Limits and memory are the examiner's own: it takes nothing off anybody's. */
export type ExaminerOptions = Omit<AnswerParts, 'admission' | 'memory' | 'hashUser' | 'onTurn'> & {
  /** The index's threshold where its version has none. */
  readonly minConfidence: number;
};

/** Builds an examiner on the way that every question takes. */
export function createExaminer({ minConfidence, ...parts }: ExaminerOptions): Examiner {
  return {
    async examine(golden, { signal }) {
      const seen: Seen = {};
      const answers = createAnswerService({
        ...parts,
        running: createRunningAnswers(),
        admission: { admit: async () => {}, quota: () => Promise.reject(new Error('A golden question has no quota.')) },
        memory: createMemory(createPassingConversations()),
        retriever: watchRetriever(parts.retriever, seen),
        generator: parts.generator === parts.fallback ? parts.fallback : watchGenerator(parts.generator, seen),
        logger: withoutTurns(parts.logger),
        hashUser: () => 'golden',
        onTurn: (summary) => void (seen.summary = summary),
      });
      for (const question of golden.after) await ask(question);
      delete seen.failure;
      const done = await ask(golden.question);
      return toExamined(golden, done, seen, minConfidence);

      async function ask(question: string): Promise<AnswerDone> {
        const conversation = toConversationKey(EXAMINER, golden.question);
        const turn = { face: 'cli', user: EXAMINER, conversation, question, audience: golden.audience } as const;
        const answer = await answers.ask(turn, { signal });
        for await (const event of answer.events) if (event.type === 'done') return event;
        throw signal.reason;
      }
    },
  };
}

const EXAMINER = toUserKey('cli', 'golden');

interface Seen {
  retrieval?: Retrieval;
  summary?: TurnSummary;
  failure?: unknown;
}

function toExamined(
  golden: GoldenQuestion,
  { text, outcome, degradedBy, sources }: AnswerDone,
  { retrieval, summary, failure }: Seen,
  minConfidence: number,
): Examined {
  const passages = retrieval?.passages ?? [];
  return {
    golden,
    verdict: checkAnswer(golden, { text, outcome, degradedBy }),
    text,
    outcome,
    degradedBy,
    sources,
    passages,
    confidence: retrieval?.confidence,
    minConfidence: retrieval && (retrieval.version?.thresholds[retrieval.scale] ?? minConfidence),
    foundRank: findRank(golden, passages),
    firstDeltaMs: summary?.firstDeltaMs,
    totalMs: summary?.totalMs ?? 0,
    promptTokens: summary?.promptTokens ?? 0,
    completionTokens: summary?.completionTokens ?? 0,
    failure,
  };
}

function findRank({ expectation }: GoldenQuestion, passages: readonly Passage[]): number | undefined {
  if (expectation.kind === 'unknown') return undefined;
  const ranks = expectation.groups.map((wordings) =>
    passages.findIndex(({ chunk }) => wordings.some((wording) => holds(`${chunk.title}\n${chunk.text}`, wording))),
  );
  return ranks.includes(-1) ? undefined : Math.max(...ranks) + 1;
}

function watchRetriever(retriever: Retriever, seen: Seen): Retriever {
  return {
    ...retriever,
    async retrieve(question, options) {
      delete seen.retrieval;
      try {
        return (seen.retrieval = await retriever.retrieve(question, options));
      } catch (error) {
        seen.failure = error;
        throw error;
      }
    },
  };
}

function watchGenerator(generator: Generator, seen: Seen): Generator {
  return {
    ...generator,
    async *generate(prompt, options) {
      try {
        yield* generator.generate(prompt, options);
      } catch (error) {
        seen.failure = error;
        throw error;
      }
    },
  };
}

/** Nobody asked: no line tells of a turn. What goes wrong is told as ever. */
function withoutTurns(logger: Logger): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    fatal: (fields, message) => logger.fatal(fields, message),
    child: (bindings) => withoutTurns(logger.child(bindings)),
  };
}

/** What was said before one golden question, gone with it. */
function createPassingConversations(): ConversationStore {
  const turns: StoredTurn[] = [];
  return {
    read: async (_key, { maxTurns }) => turns.slice(-maxTurns),
    append: async (_key, _user, turn) => void turns.push(turn),
  };
}
