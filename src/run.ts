import { compose } from './compose.ts';
import { readConfig } from './config/config.ts';
import type { Config } from './config/config.ts';
import { readEnv } from './config/env.ts';
import { describeParts } from './config/parts.ts';
import type { Logger } from './core/ports.ts';
import type { Ending } from './ending.ts';
import { createFaces } from './faces.ts';
import { watchJournal } from './journal-watch.ts';
import { start, stop } from './lifecycle.ts';
import type { Lifecycle } from './lifecycle.ts';
import { createOwnLogger, reportFatal } from './report.ts';
import { systemClock } from './support/clock.ts';

/** Once everything is closed, a call that hangs is waited for no longer: whoever takes its entry over makes it again. */
const LINGER_MS = 500;

/** Runs the twin until `ending` has begun, and closes everything. Errors are logged, and begin the end. */
export async function run(ending: Ending): Promise<void> {
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

function describe(config: Config, logger: Logger): void {
  for (const { name, isOn, detail } of describeParts(config)) {
    logger.info({ event: 'part.described', part: name, isOn, detail }, `${name}: ${isOn ? 'on' : 'off'} (${detail})`);
  }
  for (const warning of config.warnings) logger.warn({ event: 'config.doubted' }, warning);
  for (const note of config.notes) logger.info({ event: 'config.noted' }, note);
}
