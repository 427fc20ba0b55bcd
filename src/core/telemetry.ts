import type { DeliverySummary } from './delivery/delivery-watch.ts';
import type { Service, UpstreamKind } from './errors.ts';
import type { Face } from './turn.ts';

/** How one request to a service ended. */
export type CallOutcome = 'ok' | UpstreamKind;

/** Is told what happens, for figures that an operator can look at. Its methods cost nothing and never throw. */
export interface Telemetry {
  /** A person saw a first sign that the twin has heard them. */
  acknowledged(face: Face, afterMs: number): void;
  /** An answer was shown as far as it could be. */
  delivered(summary: DeliverySummary): void;
  /** A platform delivered an event again, which is left alone. */
  duplicated(face: Face): void;
  /** One request to a service ended; one that nobody waits for any more is not told of. */
  called(service: Service, outcome: CallOutcome): void;
  /** A request is made once more because its failure may pass. */
  retried(service: Service): void;
}

const nothing = (): void => undefined;

/** Keeps nothing. */
export const NO_TELEMETRY: Telemetry = {
  acknowledged: nothing,
  delivered: nothing,
  duplicated: nothing,
  called: nothing,
  retried: nothing,
};

/** Tells several. */
export function joinTelemetry(...all: readonly Telemetry[]): Telemetry {
  return {
    acknowledged: (face, afterMs) => all.forEach((one) => one.acknowledged(face, afterMs)),
    delivered: (summary) => all.forEach((one) => one.delivered(summary)),
    duplicated: (face) => all.forEach((one) => one.duplicated(face)),
    called: (service, outcome) => all.forEach((one) => one.called(service, outcome)),
    retried: (service) => all.forEach((one) => one.retried(service)),
  };
}

/** When each service last did what it was asked. */
export interface ServiceRecord extends Telemetry {
  /** Milliseconds since a service last took a request; nothing when it never did. */
  lastSuccessAgeMs(service: Service): number | undefined;
}

/** Makes an empty record. `now` gives epoch ms. */
export function createServiceRecord(now: () => number): ServiceRecord {
  const succeededAt = new Map<Service, number>();
  return {
    ...NO_TELEMETRY,
    called(service, outcome) {
      if (outcome === 'ok') succeededAt.set(service, now());
    },
    lastSuccessAgeMs(service) {
      const at = succeededAt.get(service);
      return at === undefined ? undefined : Math.max(0, now() - at);
    },
  };
}
