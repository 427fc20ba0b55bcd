/** A class whose messages are ours: they hold no token, no prompt and no response body. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/** What a log line tells of an error. */
export interface LoggedError {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** Fields that only a service's error has; its message then often holds a response body. */
const VENDOR_FIELDS = [
  'status',
  'statusCode',
  'requestBody',
  'rawError',
  'response',
  'request',
  'headers',
  'data',
  'body',
];
/** Fields of our own errors that say something. */
const OWN_FIELDS = ['service', 'kind', 'scope', 'retryAfterMs', 'faults'];
const MAX_CAUSES = 4;

/**
 * Gives a function that tells of an error what may be logged: of ours everything, of a cause from elsewhere name,
 * code and status, and of an unexpected error the stack, too.
 */
export function createErrorSerializer(ownErrors: readonly ErrorClass[]): (error: Error) => LoggedError {
  const isOwn = (error: Error): boolean => ownErrors.some((ownError) => error instanceof ownError);

  const describe = (error: Error): LoggedError =>
    isOwn(error) ? { ...toOutline(error), message: error.message, ...pick(error, OWN_FIELDS) } : toOutline(error);

  const toCauses = (error: Error): readonly LoggedError[] => {
    const causes: LoggedError[] = [];
    let { cause } = error;
    for (let count = 0; cause instanceof Error && count < MAX_CAUSES; count += 1) {
      causes.push(describe(cause));
      cause = cause.cause;
    }
    return causes;
  };

  return (error) => {
    const causes = toCauses(error);
    return {
      ...describe(error),
      ...(isOwn(error) ? {} : toUnexpected(error)),
      ...(causes.length > 0 ? { causes } : {}),
    };
  };
}

function toOutline(error: Error): LoggedError {
  // Many vendors leave `name` at `Error`; the class says more.
  const name = error.name === 'Error' ? error.constructor.name : error.name;
  return { name, ...pick(error, ['code', 'status', 'statusCode']) };
}

function toUnexpected(error: Error): Readonly<Record<string, unknown>> {
  const stack = error.stack ?? '';
  if (!VENDOR_FIELDS.some((field) => field in error)) return { message: error.message, stack };
  return {
    stack: stack
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
  };
}

function pick(error: Error, fields: readonly string[]): Readonly<Record<string, unknown>> {
  const found = new Map<string, unknown>(Object.entries(error));
  return Object.fromEntries(
    fields.filter((field) => found.get(field) !== undefined).map((field) => [field, found.get(field)]),
  );
}
