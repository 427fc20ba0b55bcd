import type { AnswerService } from './answer/answer-service.ts';
import type { PastTurns } from './answer/past-turns.ts';
import type { RunningAnswers } from './answer/running-answers.ts';
import type { TwinCommands } from './commands/twin-commands.ts';
import type { CallWindows } from './call-windows.ts';
import type { Delivery } from './delivery/delivery.ts';
import type { Intake } from './intake/intake.ts';
import type { Clock, Logger } from './ports.ts';
import type { ClaimStore, JournalEntry, JournalStore } from './state-store.ts';
import type { Telemetry } from './telemetry.ts';
import type { Persona } from './profile/chunk.ts';
import type { Face } from './turn.ts';
import type { TaskGroup } from '../support/task-group.ts';

/** What the core offers to every face. */
export interface TwinCore {
  readonly answers: AnswerService;
  /** The answers that are being written, to stop one. */
  readonly running: RunningAnswers;
  /** The turns of the last day, for whoever comes back to one. */
  readonly past: PastTurns;
  readonly commands: TwinCommands;
  readonly delivery: Delivery;
  /** Calls to the platforms, counted for all answers. */
  readonly callWindows: CallWindows;
  /** Where every question begins that came from a platform. */
  readonly intake: Intake;
  readonly claims: ClaimStore;
  readonly journal: JournalStore;
  /** Every piece of work that must be finished before the process ends runs in here. */
  readonly tasks: TaskGroup;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whom the twin speaks for, as of the last ingest. */
  persona(): Promise<Persona>;
}

/** The state of one part, for `/readyz` and the doctor. */
export interface PartState {
  readonly isReady: boolean;
  /** A few words: `connected as Twin#1234`, `reconnecting`. No secrets. */
  readonly detail: string;
  /** Milliseconds since it last did what it was asked; absent when it never did, or was never asked. */
  readonly lastSuccessAgeMs?: number | undefined;
}

/** One face of the twin with a connection of its own. */
export interface Adapter {
  readonly name: Face;
  /**
   * Connects. A service that is away is tried again in the background.
   *
   * @throws {ConfigError} the service rejects the credentials: trying again cannot help
   */
  start(): Promise<void>;
  state(): PartState;
  /** Ends what another process left half written: keeps its text and adds a note. Works before {@link start}. */
  finish(entry: JournalEntry): Promise<void>;
  /** Disconnects. Running work has ended or been given up by then. */
  close(): Promise<void>;
}
