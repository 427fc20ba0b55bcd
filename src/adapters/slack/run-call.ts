import { UpstreamError } from '../../core/errors.ts';
import type { Telemetry } from '../../core/telemetry.ts';
import { abortable } from '../../support/abortable.ts';
import { toSlackError } from './slack-error.ts';

/**
 * Translates what a call throws, counts it, and lets go of it when the caller gives up.
 *
 * @throws {UpstreamError} Slack refuses it or is away; rejects with the signal's reason when it is aborted
 */
export type RunCall = <T>(method: string, call: Promise<T>, signal: AbortSignal) => Promise<T>;

/** Makes the way on which all calls go. */
export function createRunCall(telemetry: Telemetry): RunCall {
  const told = async <T>(method: string, call: Promise<T>): Promise<T> => {
    try {
      const answer = await call.catch(toSlackError(method));
      telemetry.called('slack', 'ok');
      return answer;
    } catch (error) {
      if (error instanceof UpstreamError) telemetry.called('slack', error.kind);
      throw error;
    }
  };
  return (method, call, signal) => abortable(told(method, call), signal);
}
