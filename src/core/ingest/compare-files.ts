import { InputError } from '../errors.ts';
import type { IndexVersion } from '../state-store.ts';
import type { IngestParts } from './ingest-parts.ts';
import type { SourceFault } from './ingest-service.ts';
import { planIngest } from './plan-ingest.ts';
import type { IngestPlan, KnownIndex } from './plan-ingest.ts';
import { readProfile } from './read-profile.ts';
import type { StepOptions } from './write-chunks.ts';

/** What there is, and what the files would make of it. */
export interface Comparison {
  readonly known: KnownIndex;
  /** Newest first. */
  readonly history: readonly IndexVersion[];
  readonly plan: IngestPlan;
  readonly faults: readonly SourceFault[];
}

/**
 * Reads the files and compares them with the index.
 *
 * @throws {InputError} no file could be read, or they say nothing
 */
export async function compareFiles(
  { index, state, dataDir, documents }: IngestParts,
  { signal, onProgress }: StepOptions,
): Promise<Comparison> {
  onProgress({ step: 'reading', doneCount: 0, totalCount: 0 });
  const active = await state.versions.active(index.name);
  const profile = await readProfile({ dataDir, previousPersona: active?.persona, documents, signal });
  onProgress({ step: 'comparing', doneCount: 0, totalCount: profile.chunks.length });
  const known = { active, stored: await index.list({ signal }) };
  const plan = planIngest(profile, known);
  if (plan.next.length === 0) throw new InputError('The files in the data folder are empty. Write something into one.');
  return { known, plan, faults: profile.faults, history: await state.versions.history(index.name) };
}

/** A number that no kept version has. */
export function toNextNumber(history: readonly IndexVersion[]): number {
  return Math.max(0, ...history.map(({ number }) => number)) + 1;
}

/** Whether somebody went back and readers see a version that is not the newest kept one. */
export function isHeldBack(active: IndexVersion | undefined, history: readonly IndexVersion[]): boolean {
  return active !== undefined && toNextNumber(history) > active.number + 1;
}
