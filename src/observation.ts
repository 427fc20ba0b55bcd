import type { TwinOptions } from './core/create-twin-core.ts';
import type { Clock } from './core/ports.ts';
import { createServiceRecord, joinTelemetry } from './core/telemetry.ts';
import type { ServiceRecord, Telemetry } from './core/telemetry.ts';
import { createMetrics } from './engines/metrics/prometheus.ts';
import type { Metrics } from './engines/metrics/prometheus.ts';

/** What operators see of the running twin. */
export interface Observation {
  readonly metrics: Metrics;
  /** When each service last did what it was asked. */
  readonly services: ServiceRecord;
  readonly telemetry: Telemetry;
  /** For the core, which tells what happens. */
  readonly hooks: Pick<TwinOptions, 'onTurn' | 'onCacheLookUp' | 'telemetry'>;
}

/** Begins to observe. */
export function createObservation(clock: Clock): Observation {
  const metrics = createMetrics();
  const services = createServiceRecord(() => clock.now());
  const telemetry = joinTelemetry(metrics, services);
  const { onTurn, onCacheLookUp } = metrics;
  return { metrics, services, telemetry, hooks: { onTurn, onCacheLookUp, telemetry } };
}
