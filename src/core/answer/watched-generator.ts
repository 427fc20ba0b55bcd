import type { PartState } from '../adapter.ts';
import { UpstreamError } from '../errors.ts';
import type { Clock, Generator } from '../ports.ts';
import type { Service } from '../errors.ts';
import { createBreaker } from '../../support/breaker.ts';
import type { BreakerCall } from '../../support/breaker.ts';

/** A generator whose last success or failure can be seen, and that is left alone while it is down. */
export interface WatchedGenerator extends Generator {
  state(): PartState;
  /** Tells what a check outside of an answer has found. */
  note(found: string | UpstreamError): void;
}

/** How to watch a generator. */
export interface WatchOptions {
  readonly clock: Clock;
  /** Whose failure it is that a question is not even asked. */
  readonly service: Service;
}

const MAX_FAILURES = 5;
/** Short enough that people have their answers back within ten seconds of the service's return. */
const PAUSE_MS = 5000;

/**
 * Watches a generator: it is ready while its last answer, or the check at start, went well. After some failures in a row it
 * is not asked for a while, so that people get what can be had without it at once.
 *
 * @throws {UpstreamError} from `generate`, of kind `unavailable`: it is left alone now
 */
export function watchGenerator(generator: Generator, { clock, service }: WatchOptions): WatchedGenerator {
  const breaker = createBreaker({ now: () => clock.now(), maxFailures: MAX_FAILURES, pauseMs: PAUSE_MS });
  let state: PartState = { isReady: true, detail: 'not asked yet' };
  const note = (found: string | UpstreamError): void => {
    state =
      typeof found === 'string'
        ? { isReady: true, detail: found }
        : { isReady: false, detail: `last failure: ${found.kind.replaceAll('_', ' ')}` };
  };
  return {
    name: generator.name,
    state: () => state,
    note,
    async *generate(prompt, options) {
      const call = breaker.enter();
      if (call === undefined) throw toLeftAlone(service);
      try {
        for await (const event of generator.generate(prompt, options)) {
          // The first word tells that it is back; nobody else has to wait for the last one.
          call.succeeded();
          if (event.type === 'end') note(event.model);
          yield event;
        }
      } catch (error) {
        if (error instanceof UpstreamError) note(error);
        report(call, error);
        throw error;
      } finally {
        call.gaveUp();
      }
    },
  };
}

/** Only what passes by itself is worth a pause: a wrong key fails at once, and for good. */
function report(call: BreakerCall, error: unknown): void {
  if (error instanceof UpstreamError && error.isPassing) call.failed();
}

function toLeftAlone(service: Service): UpstreamError {
  const message = `The last ${MAX_FAILURES} calls failed, so it is not asked for ${PAUSE_MS / 1000} s. Look at the failures before this one.`;
  return new UpstreamError({ service, kind: 'unavailable', message });
}
