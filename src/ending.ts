import { inspect } from 'node:util';
import { createSignal } from './support/signal.ts';
import { ShutdownError } from './support/task-group.ts';

/** After a signal the process is gone by then, whatever hangs. */
const FORCED_EXIT_MS = 19_500;

/** The end of the process, from the first moment on. */
export interface Ending {
  /** Aborted when the process begins to end. */
  readonly signal: AbortSignal;
  readonly begun: Promise<void>;
  begin(exitCode: number): void;
  /** What to do with an error that nobody caught, before the process ends for it. */
  onError(report: (error: unknown) => void): void;
}

/** Watches for signals, a second one ends the process at once, and for errors that nobody caught. */
export function watchForEnd(): Ending {
  const controller = new AbortController();
  const { promise: begun, resolve } = createSignal();
  let report = (error: unknown): void => void process.stderr.write(`${inspect(error)}\n`);
  const begin = (exitCode: number): void => {
    if (controller.signal.aborted) return;
    controller.abort(new ShutdownError('The process is ending.'));
    process.exitCode = exitCode;
    setTimeout(() => process.exit(), FORCED_EXIT_MS).unref();
    resolve();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(1);
      begin(0);
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      report(error);
      begin(1);
      // It may be ending already, as if all were well.
      process.exitCode = 1;
    });
  }
  return { signal: controller.signal, begun, begin, onError: (given) => void (report = given) };
}
