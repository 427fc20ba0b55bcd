import type { JournalEntry } from '../state-store.ts';
import type { TurnId } from '../turn.ts';

/** Something that a person did on a platform and waits for an answer to. */
export interface Arrival extends Pick<JournalEntry, 'face' | 'user' | 'tenant' | 'target' | 'expiresAt'> {
  /** Whatever names the delivery, with the face before it: `slack:Ev1`. It is taken only if none was seen before. */
  readonly ids: readonly string[];
}

/** What changes in the journal while an answer is shown. */
export type Seen = Partial<Pick<JournalEntry, 'target' | 'shownText' | 'ending' | 'expiresAt'>>;

/** An arrival that this process answers, from now until {@link TakenEvent.end}. */
export interface TakenEvent {
  /** Names the turn, if it becomes one. */
  readonly turnId: TurnId;
  /**
   * Writes down what the person sees now. Gives `false` once another process has taken the event over: whatever the person
   * sees is its business then. Never rejects: a journal that cannot be written costs the safety net, not the answer.
   */
  note(seen: Seen): Promise<boolean>;
  /**
   * Whether this process may still change what the person sees; to be asked before it does. Costs nothing while the lease
   * surely lasts. Never rejects.
   */
  isOurs(): Promise<boolean>;
  /** Aborted when this process gives up all that it has taken: nothing of it is this process's any more. */
  readonly released: AbortSignal;
  /**
   * Leaves the event to whoever looks after the journal, with what was noted last, because it cannot be shown now. One that
   * is not in the journal, or not this process's any more, is only let go of.
   */
  leave(): void;
  /** Forgets the event: the person waits for nothing more. Never rejects. */
  end(): Promise<void>;
}

/** Takes what platforms deliver: each thing once over processes and restarts, and none without a trace of who waits. */
export interface Intake {
  /**
   * Claims the arrival and writes who waits where, in one step. Gives nothing when it was claimed before.
   *
   * @throws {UpstreamError} the store is away; an arrival that has to be answered all the same is {@link Intake.begin begun}
   */
  take(arrival: Arrival): Promise<TakenEvent | undefined>;
  /** Goes on without a claim; the journal is written at the first note. */
  begin(arrival: Omit<Arrival, 'ids'>, turnId?: TurnId): TakenEvent;
  /** Keeps what was taken this process's own. To be called well within a lease. */
  renew(): Promise<void>;
  /** What was {@link TakenEvent.leave left} since the last call. */
  takeLeft(): readonly JournalEntry[];
  /** Gives up what was taken and not ended, because this process ends: another one may have it. */
  release(): void;
}
