import type { LogFields, Logger } from '../../src/core/ports.ts';

/** One line that was logged. */
export interface LoggedLine {
  readonly level: string;
  readonly fields: LogFields;
  readonly message: string | undefined;
}

/** A logger whose lines a test can read. */
export interface RecordedLogger extends Logger {
  readonly lines: readonly LoggedLine[];
  /** The lines of one event. */
  of(event: string): readonly LoggedLine[];
}

/** Makes a logger that writes nowhere. */
export function createRecordedLogger(): RecordedLogger {
  const lines: LoggedLine[] = [];
  const at =
    (level: string) =>
    (fields: LogFields, message?: string): void => {
      lines.push({ level, fields, message });
    };
  const logger: RecordedLogger = {
    lines,
    of: (event) => lines.filter(({ fields }) => fields.event === event),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    child: () => logger,
  };
  return logger;
}
