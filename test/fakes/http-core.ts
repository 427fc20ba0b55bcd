import type { TwinCore } from '../../src/core/adapter.ts';
import type { AnswerEvent } from '../../src/core/answer/answer-event.ts';
import { createRunningAnswers } from '../../src/core/answer/running-answers.ts';
import type { Intake } from '../../src/core/intake/intake.ts';
import type { ClaimStore, JournalStore } from '../../src/core/state-store.ts';
import type { Passage, Persona } from '../../src/core/profile/chunk.ts';
import { toChunk } from '../../src/core/profile/chunk-id.ts';
import { NO_TELEMETRY } from '../../src/core/telemetry.ts';
import { createTurnId } from '../../src/core/turn.ts';
import type { Turn, TurnId } from '../../src/core/turn.ts';
import { createMemoryCallWindows } from '../../src/engines/limits/memory-call-windows.ts';
import { systemClock } from '../../src/support/clock.ts';
import { createTaskGroup } from '../../src/support/task-group.ts';
import { createRecordedLogger } from './recorded-logger.ts';
import type { RecordedLogger } from './recorded-logger.ts';

/** Writes one answer; `signal` is the turn's own. */
export type AnswerScript = (asked: {
  readonly turn: Turn;
  readonly turnId: TurnId;
  readonly signal: AbortSignal;
}) => AsyncIterable<AnswerEvent>;

/** A core whose answers are written by the test; everything else is real or refuses to be used. */
export interface ScriptedCore extends TwinCore {
  /** What was asked, in order. */
  readonly turns: readonly Turn[];
  readonly logger: RecordedLogger;
}

/** What a test decides about a {@link ScriptedCore}. */
export interface ScriptedCoreOptions {
  readonly script?: AnswerScript;
  /** Thrown instead of answering. */
  readonly refusal?: (turn: Turn) => Error | undefined;
  readonly persona?: Persona;
}

/** The person whom the tests' twin speaks for. */
export const PERSONA: Persona = {
  name: 'Maya Okafor',
  headline: 'Robotics engineer in Rotterdam',
  suggestions: ['What are you working on?', 'Which languages do you speak?'],
};

/** Makes a core for the web adapter alone. */
export function createScriptedCore({
  script = answerInOneGo,
  refusal,
  persona = PERSONA,
}: ScriptedCoreOptions = {}): ScriptedCore {
  const turns: Turn[] = [];
  return {
    turns,
    running: createRunningAnswers(),
    past: { find: async () => undefined },
    telemetry: NO_TELEMETRY,
    answers: {
      async ask(turn, { signal }) {
        turns.push(turn);
        const error = refusal?.(turn);
        if (error !== undefined) throw error;
        const turnId = createTurnId();
        return { turnId, events: script({ turn, turnId, signal }) };
      },
    },
    commands: { about: unused, leave: unused, quota: unused, forget: unused, reingest: unused },
    delivery: { deliver: unused },
    callWindows: createMemoryCallWindows({ clock: systemClock }),
    claims: unusedClaims,
    intake: unusedIntake,
    journal: unusedJournal,
    tasks: createTaskGroup(),
    clock: systemClock,
    logger: createRecordedLogger(),
    persona: async () => persona,
  };
}

/** Makes a passage as retrieval would bring it back. */
export function createPassage(title: string, text: string, link?: string): Passage {
  const key = `digitaltwin.json#${title.toLowerCase().replaceAll(/\W+/g, '-')}`;
  return { chunk: toChunk({ key, source: 'digitaltwin.json', title, text, hints: '', link }), score: 0.5 };
}

async function* answerInOneGo({ turnId }: { readonly turnId: TurnId }): AsyncGenerator<AnswerEvent> {
  yield { type: 'passages', passages: [] };
  yield { type: 'delta', text: 'An answer.' };
  yield { type: 'done', turnId, text: 'An answer.', sources: [], outcome: 'answered' };
}

async function unused(): Promise<never> {
  return refused();
}

function refused(): never {
  throw new Error('The web adapter uses a part of the core that it needs not.');
}

const unusedClaims: ClaimStore = { claim: unused };
const unusedIntake: Intake = { take: unused, begin: refused, renew: unused, takeLeft: () => [], release: refused };
const unusedJournal: JournalStore = {
  begin: unused,
  put: unused,
  remove: unused,
  restore: unused,
  renew: unused,
  takeOver: unused,
  list: unused,
};
