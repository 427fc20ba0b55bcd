import { compose } from './compose.ts';
import { readConfig } from './config/config.ts';
import type { Config } from './config/config.ts';
import { readEnv } from './config/env.ts';
import { describeParts } from './config/parts.ts';
import type { Logger } from './core/ports.ts';
import { createFaces } from './faces.ts';
import { watchJournal } from './journal-watch.ts';
import { start, stop } from './lifecycle.ts';
import type { Lifecycle } from './lifecycle.ts';
import { createOwnLogger, reportFatal } from './report.ts';
import { systemClock } from './support/clock.ts';
import { createSignal } from './support/signal.ts';
import { ShutdownError } from './support/task-group.ts';

/** After a signal the process is gone by then, whatever hangs. */
const FORCED_EXIT_MS = 19_500;
/** Once everything is closed, a call that hangs is waited for no longer: whoever takes its entry over makes it again. */
const LINGER_MS = 500;

await main();

async function main(): Promise<void> {
  const ending = watchForEnd();
  let logger = createOwnLogger({ level: 'info', secrets: [] });
  ending.onError((error) => reportFatal(logger, error));
  let running: Lifecycle | undefined;
  let isRejected = false;
  let started: Promise<void> = Promise.resolve();
  try {
    const config = readConfig(readEnv());
    logger = createOwnLogger({ level: config.logLevel, secrets: config.secrets });
    describe(config, logger);
    const composition = await compose({ config, clock: systemClock, logger });
    const faces = await createFaces(config, composition, (error) => {
      isRejected = true;
      if (!ending.signal.aborted) reportFatal(logger, error);
      ending.begin(1);
    });
    const { journal, intake } = composition.twin.core;
    const surroundings = { faces, clock: composition.clock, logger, signal: ending.signal };
    await composition.join();
    // Before anything else is up: who waits for the end of an answer has waited long enough.
    const journalWatch = watchJournal({ ...surroundings, journal, intake });
    running = { ...surroundings, composition, journalWatch };
    started = start(running);
    await Promise.race([started, ending.begun]);
    await ending.begun;
  } catch (error) {
    if (!ending.signal.aborted) reportFatal(logger, error);
    ending.begin(1);
  }
  if (running === undefined) return;
  await stop(running, { isRejected, started });
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

interface Ending {
  /** Aborted when the process begins to end. */
  readonly signal: AbortSignal;
  readonly begun: Promise<void>;
  begin(exitCode: number): void;
  /** What to do with an error that nobody caught, before the process ends for it. */
  onError(report: (error: unknown) => void): void;
}

/** Watches for signals, a second one ends the process at once, and for errors that nobody caught. */
function watchForEnd(): Ending {
  const controller = new AbortController();
  const { promise: begun, resolve } = createSignal();
  let report: (error: unknown) => void = () => undefined;
  const begin = (exitCode: number): void => {
    if (controller.signal.aborted) return;
    controller.abort(new ShutdownError('The process is ending.'));
    process.exitCode = exitCode;
    setTimeout(() => process.exit(exitCode), FORCED_EXIT_MS).unref();
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
    });
  }
  return { signal: controller.signal, begun, begin, onError: (given) => void (report = given) };
}

function describe(config: Config, logger: Logger): void {
  for (const { name, isOn, detail } of describeParts(config)) {
    logger.info({ event: 'part.described', part: name, isOn, detail }, `${name}: ${isOn ? 'on' : 'off'} (${detail})`);
  }
  for (const warning of config.warnings) logger.warn({ event: 'config.doubted' }, warning);
  for (const note of config.notes) logger.info({ event: 'config.noted' }, note);
}
