import { ConfigError } from '../../../core/errors.ts';
import { createSignal } from '../../../support/signal.ts';
import { logIn } from './discord-login.ts';
import { noteLoginFailure, toWaitingState } from './login-failure.ts';
import { createLoginGate } from './login-gate.ts';
import type { PartState } from '../../../core/adapter.ts';
import type { ConfigFault } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports.ts';
import type { Connection } from './discord-connection.ts';
import type { LoginOptions } from './discord-login.ts';

/** A login that is tried until it succeeds or cannot. */
export interface PersistentLogin {
  /**
   * Resolves when the twin is connected, or goes on in the background when Discord is away.
   *
   * @throws {ConfigError} trying again cannot help
   */
  start(): Promise<void>;
  state(): PartState;
  /** Says that Discord does not let the twin do anything any more. */
  reject(fault: ConfigFault): void;
  close(): Promise<void>;
}

/** A start waits this long for Discord, then goes on without it. */
const START_WITHIN_MS = 4000;
const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;

/** Builds it; nothing is called before `start`. */
export function createPersistentLogin(
  options: Omit<LoginOptions, 'onState' | 'onRejected' | 'gate'> & {
    readonly clock: Clock;
    /** Told, once, of a rejection after the start: nothing but a person can help. */
    readonly onRejected: (error: ConfigError) => void;
  },
): PersistentLogin {
  const { clock, logger, onRejected } = options;
  const closing = new AbortController();
  const { signal } = closing;
  let state: PartState = { isReady: false, detail: 'not connected' };
  let connection: Connection | undefined;
  let isStarting = true;
  let isRejected = false;
  const onState = (next: PartState): void => {
    if (!signal.aborted) state = next;
  };
  const gate = createLoginGate({
    clock,
    logger,
    ask: (cancel) => options.api.gateway(cancel),
    onSpent: (waitMs) => onState(toWaitingState(clock, waitMs)),
  });

  /** A rejection at the start is thrown there. */
  const noteRejection = (error: unknown): void => {
    if (isStarting || isRejected || signal.aborted || !(error instanceof ConfigError)) return;
    isRejected = true;
    onState({ isReady: false, detail: error.message });
    logger.error({ event: 'discord.rejected', err: error });
    onRejected(error);
  };
  const reject = (fault: ConfigFault): void => noteRejection(new ConfigError([fault]));

  return {
    state: () => state,
    reject,
    async start() {
      onState({ isReady: false, detail: 'connecting' });
      const firstFailure = createSignal();
      const loggedIn = persist(clock, signal, {
        attempt: async () => {
          connection = await logIn({ ...options, gate, onState, onRejected: reject }, signal);
        },
        onFailure: (error, waitMs) => {
          firstFailure.resolve();
          return noteLoginFailure({ clock, logger, onState }, error, waitMs);
        },
      });
      loggedIn.catch(noteRejection);
      await withinStart(clock, [loggedIn, firstFailure.promise]).finally(() => {
        isStarting = false;
      });
    },
    async close() {
      const closed = connection?.close();
      // After the connection is told to close: a login that still waits for it is given up here.
      closing.abort();
      await closed;
      state = { isReady: false, detail: 'closed' };
    },
  };
}

interface Attempts {
  readonly attempt: () => Promise<void>;
  /** Gives how many ms to wait before the next one; `waitMs` unless there is a reason. */
  readonly onFailure: (error: unknown, waitMs: number) => number;
}

/** Logs in, again and again until it succeeds. @throws {ConfigError} it cannot */
async function persist(clock: Clock, signal: AbortSignal, { attempt, onFailure }: Attempts): Promise<void> {
  for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(waitMs * 2, MAX_RETRY_MS)) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ConfigError) throw error;
      await clock.sleep(onFailure(error, waitMs), signal);
    }
  }
}

/** Waits for the first of these, but no longer than a start may take. */
async function withinStart(clock: Clock, first: readonly Promise<void>[]): Promise<void> {
  const timer = new AbortController();
  const tooLong = clock.sleep(START_WITHIN_MS, timer.signal).catch(() => undefined);
  await Promise.race([...first, tooLong]).finally(() => timer.abort());
}
