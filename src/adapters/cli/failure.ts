import { toUserMessage } from '../../core/answer/user-messages.ts';
import { ConfigError, InputError, NotAllowedError, RateLimitedError, UpstreamError } from '../../core/errors.ts';
import { logFailure } from '../../core/log-failure.ts';
import type { Logger } from '../../core/ports.ts';
import { EXIT } from './output.ts';
import type { ExitStatus, Output } from './output.ts';

/** Where a failure is told. */
export interface FailureOptions extends Pick<Output, 'err'> {
  readonly logger: Logger;
  /** Aborted: the owner has ended the command, and needs not be told. */
  readonly signal: AbortSignal;
}

/**
 * Tells the owner on stderr what failed, in sentences. What is none of our errors is a bug, and is logged, too, with its
 * stack.
 */
export function reportFailure(error: unknown, { err, logger, signal }: FailureOptions): ExitStatus {
  if (signal.aborted) return EXIT.failed;
  err(toSentences(error));
  const isTold = [ConfigError, InputError, NotAllowedError, RateLimitedError, UpstreamError].some(
    (expected) => error instanceof expected,
  );
  if (!isTold) logFailure(logger, { event: 'command.failed', err: error });
  return EXIT.failed;
}

function toSentences(error: unknown): string {
  if (error instanceof ConfigError) return `${error.message}\n`;
  // Whoever runs a command may know what a person who asks must not: which service it is, and what to set.
  if (error instanceof UpstreamError) return `${toUserMessage(error)}\n${error.message}\n`;
  return `${toUserMessage(error)}\n`;
}
