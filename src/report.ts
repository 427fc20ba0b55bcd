import { ConfigError, InputError, NotAllowedError, RateLimitedError, UpstreamError } from './core/errors.ts';
import type { Logger } from './core/ports.ts';
import { createLogger } from './support/logger.ts';
import type { LoggerOptions } from './support/logger.ts';
import { ShutdownError } from './support/task-group.ts';

/** The logger, told which errors are ours: their messages are safe to log. */
export function createOwnLogger(options: Pick<LoggerOptions, 'level' | 'secrets'>): Logger {
  const ownErrors = [ConfigError, InputError, NotAllowedError, RateLimitedError, UpstreamError, ShutdownError];
  return createLogger({ ...options, ownErrors });
}

/** Says why the process cannot go on: one line per fault of the configuration, or the error itself. */
export function reportFatal(logger: Logger, error: unknown): void {
  if (!(error instanceof ConfigError)) {
    logger.fatal({ event: 'process.failed', err: error }, 'the process cannot go on');
    return;
  }
  for (const { where, problem } of error.faults) {
    logger.fatal({ event: 'config.invalid', where, problem }, `${where}: ${problem}`);
  }
}
