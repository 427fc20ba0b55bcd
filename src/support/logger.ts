import { isatty } from 'node:tty';
import { destination, pino, type DestinationStream, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { createErrorSerializer, type ErrorClass } from './logged-error.ts';
import { createScrubber } from './scrub.ts';

/** How to log. */
export interface LoggerOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Values that must never be seen in a line, whatever they look like. */
  readonly secrets?: readonly string[];
  /** Classes whose messages may be logged; of any other error's cause only name, code and status are. */
  readonly ownErrors?: readonly ErrorClass[];
  /** Where lines go, one per write; stderr by default. */
  readonly stream?: DestinationStream;
  /** Lines for people instead of JSON; by default when stderr is a terminal. */
  readonly isPretty?: boolean;
}

/** Fields of a line, `event` first among them. */
interface Fields {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Log by level: fields first, the message for people second. */
export interface StructuredLogger {
  debug(fields: Fields, message?: string): void;
  info(fields: Fields, message?: string): void;
  warn(fields: Fields, message?: string): void;
  error(fields: Fields, message?: string): void;
  fatal(fields: Fields, message?: string): void;
  child(bindings: Readonly<Record<string, unknown>>): StructuredLogger;
}

const STDERR = 2;

/**
 * Logs JSON lines to stderr, synchronously, so that nothing is lost when the process ends. An error may stand in any
 * field, and no line holds a credential: every one is scrubbed as a whole just before it is written.
 */
export function createLogger(options: LoggerOptions): StructuredLogger {
  const { level, secrets = [], ownErrors = [], isPretty = isatty(STDERR) } = options;
  const serializeError = createErrorSerializer(ownErrors);
  const scrub = createScrubber(secrets);

  const toLoggable = (value: unknown): unknown => (value instanceof Error ? serializeError(value) : value);
  const mapErrors = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toLoggable(value)]));

  const log = pino(
    {
      level,
      formatters: { log: mapErrors },
      // pino has one of its own for `err`, which would tell again, as a plain object's, what is told already.
      serializers: { err: (told: unknown) => told },
      hooks: { streamWrite: scrub },
    },
    toStream(options, isPretty),
  );
  return adapt(log, mapErrors);
}

function toStream({ stream }: LoggerOptions, isPretty: boolean): DestinationStream {
  const plain = stream ?? destination({ fd: STDERR, sync: true });
  if (!isPretty) return plain;
  const format = prettyFactory({
    colorize: stream === undefined,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
  });
  return { write: (line) => plain.write(format(line)) };
}

function adapt(
  log: Logger,
  mapErrors: (bindings: Readonly<Record<string, unknown>>) => Record<string, unknown>,
): StructuredLogger {
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    fatal: (fields, message) => log.fatal(fields, message),
    child: (bindings) => adapt(log.child(mapErrors(bindings)), mapErrors),
  };
}
