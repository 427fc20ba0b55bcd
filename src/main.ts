import { compose } from './compose.ts';
import { readConfig } from './config/config.ts';
import type { Config } from './config/config.ts';
import { readEnv } from './config/env.ts';
import { describeParts } from './config/parts.ts';
import type { Logger } from './core/ports.ts';
import { createFaces } from './faces.ts';
import { start, stop } from './lifecycle.ts';
import type { Lifecycle } from './lifecycle.ts';
import { createOwnLogger, reportFatal } from './report.ts';
import { systemClock } from './support/clock.ts';

/** After a signal the process is gone by then, whatever hangs. */
const FORCED_EXIT_MS = 19_500;

await main();

async function main(): Promise<void> {
  const ending = new AbortController();
  let logger = createOwnLogger({ level: 'info', secrets: [] });
  let running: Lifecycle | undefined;
  try {
    const config = readConfig(readEnv());
    logger = createOwnLogger({ level: config.logLevel, secrets: config.secrets });
    describe(config, logger);
    const composition = await compose({ config, clock: systemClock, logger });
    // Read before the faces are up, so that no answer of this process is among them.
    const interrupted = await composition.state.journal.list();
    const faces = await createFaces(config, composition);
    running = { composition, faces, clock: systemClock, logger, signal: ending.signal };
    guard(running, ending);
    await start(running, interrupted);
  } catch (error) {
    if (ending.signal.aborted) return;
    reportFatal(logger, error);
    ending.abort();
    process.exitCode = 1;
    forceExit(1, 3000);
    if (running !== undefined) await stop(running);
  }
}

/** Ends the process in good order on a signal, and in the best order possible on an error that nobody caught. */
function guard(running: Lifecycle, ending: AbortController): void {
  const end = (exitCode: number): void => {
    if (ending.signal.aborted) return;
    ending.abort();
    process.exitCode = exitCode;
    forceExit(exitCode, FORCED_EXIT_MS);
    void stop(running).catch((error: unknown) => reportFatal(running.logger, error));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending.signal.aborted) process.exit(1);
      end(0);
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      reportFatal(running.logger, error);
      end(1);
    });
  }
}

function forceExit(exitCode: number, afterMs: number): void {
  setTimeout(() => process.exit(exitCode), afterMs).unref();
}

function describe(config: Config, logger: Logger): void {
  for (const { name, isOn, detail } of describeParts(config)) {
    logger.info({ event: 'part.described', part: name, isOn, detail }, `${name}: ${isOn ? 'on' : 'off'} (${detail})`);
  }
  for (const warning of config.warnings) logger.warn({ event: 'config.doubted' }, warning);
  for (const note of config.notes) logger.info({ event: 'config.noted' }, note);
}
