import { UpstreamError } from './errors.ts';
import type { LogFields, Logger } from './ports.ts';

/** Logs what failed: `warn` for what passes by itself, `error` for what a person must look at. */
export function logFailure(logger: Logger, fields: LogFields & { readonly err: unknown }): void {
  if (fields.err instanceof UpstreamError && fields.err.isPassing) logger.warn(fields);
  else logger.error(fields);
}
