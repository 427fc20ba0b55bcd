import { UpstreamError } from '../../../core/errors.ts';
import type { StateStore } from '../../../core/state-store.ts';
import type { Availability } from '../../../support/availability.ts';

/** What every facet of a store with a fallback works with. */
export interface FallbackContext {
  readonly shared: StateStore;
  readonly local: StateStore;
  readonly availability: Availability;
  /** Which processes share the store, as far as is known; this one included. */
  readonly members: Members;
}

/** The processes that answer people together. */
export interface Members {
  /** This process. */
  readonly self: string;
  /** All of them, in no order. */
  readonly all: () => readonly string[];
}

/** For what cannot be done without the others: the outage is the answer. */
export function thrown(cause: unknown): never {
  throw cause;
}

/** Says that the shared store is there and has lost what it held: what is known here is put back as after an outage. */
export function toLossError(): UpstreamError {
  return new UpstreamError({
    service: 'redis',
    kind: 'unavailable',
    message: 'Redis has lost what it held. See whether somebody emptied it, or its copy took over.',
  });
}
