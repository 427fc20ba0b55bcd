import { isDeepStrictEqual } from 'node:util';
import type { IndexVersion } from '../state-store.ts';
import type { IngestLock } from './ingest-lock.ts';
import { askCanaries } from './canary.ts';
import { calibrateVersion, checkVersion, RefusedVersionError } from './check-version.ts';
import { compareFiles, isHeldBack, toNextNumber } from './compare-files.ts';
import type { Comparison } from './compare-files.ts';
import type { IngestParts } from './ingest-parts.ts';
import type { IngestReport } from './ingest-service.ts';
import { toIngestReport } from './ingest-report.ts';
import type { Run } from './ingest-report.ts';
import { cleanChunks, discardChunks, switchVersion } from './switch-version.ts';
import { verifyChunks } from './verify-chunks.ts';
import type { Candidate } from './version-gate.ts';
import { writeChunks } from './write-chunks.ts';

/** An ingest that holds the lock. */
export interface IngestRun extends Run {
  readonly lock: IngestLock;
  /** Whether what the gates find is only reported. */
  readonly isForced: boolean;
}

/**
 * Writes new chunks beside the live ones, under ids of their own, and looks at the version that they make; readers change
 * over in the one step that records it; only then is deleted what no kept version needs. A stop at any point leaves one
 * whole version.
 */
export async function runIngest(parts: IngestParts, run: IngestRun): Promise<IngestReport> {
  const comparison = await compareFiles(parts, run);
  const { known, plan } = comparison;
  const { candidate, isNew } = await makeCandidate(parts, comparison, run);
  const warnings = isNew ? await check(parts, { candidate, comparison }, run) : [];
  if (isNew) {
    run.onProgress({ step: 'switching', doneCount: 0, totalCount: plan.next.length });
    await switchVersion(parts, run.lock, candidate.version);
  }
  await cleanChunks(parts, { lock: run.lock, stored: [...known.stored, ...plan.toWrite] }, run);
  const live = isNew ? candidate.version : known.active;
  return toIngestReport(parts, run, { ...comparison, live, warnings, isDryRun: false });
}

interface Made {
  readonly candidate: Candidate;
  /** Whether it is anything else than the version that readers see. */
  readonly isNew: boolean;
}

async function makeCandidate(parts: IngestParts, comparison: Comparison, run: IngestRun): Promise<Made> {
  const { known, history, plan } = comparison;
  const scale = await writeAndVerify(parts, comparison, run);
  const draft: IndexVersion = {
    number: toNextNumber(history),
    createdAt: parts.clock.now(),
    chunkIds: plan.next.map(({ id }) => id),
    persona: plan.persona,
    hosts: plan.hosts,
    thresholds: known.active?.thresholds ?? {},
  };
  const thresholds = await toThresholds(parts, { draft, scale, plan }, run);
  const isNew =
    plan.isSwitchNeeded || isHeldBack(known.active, history) || !isDeepStrictEqual(thresholds, draft.thresholds);
  return { candidate: { version: { ...draft, thresholds }, chunks: plan.next }, isNew };
}

/** Gives the scale on which the index measures its confidence now, where that is of use. */
async function writeAndVerify(parts: IngestParts, { plan }: Comparison, run: IngestRun): Promise<string | undefined> {
  if (plan.toWrite.length > 0) {
    await writeChunks(parts, plan.toWrite, run);
    return verifyChunks(parts, { next: plan.next, written: plan.toWrite }, run);
  }
  const isScaleNeeded = parts.calibrate !== undefined && !plan.areChunksNew;
  return isScaleNeeded ? (await askCanaries(parts, plan.next, run.signal)).scale : undefined;
}

/** Other chunks need another threshold, and so does an index that measures otherwise than before, such as without vectors. */
async function toThresholds(
  parts: IngestParts,
  given: { readonly draft: IndexVersion; readonly scale: string | undefined; readonly plan: Comparison['plan'] },
  run: IngestRun,
): Promise<IndexVersion['thresholds']> {
  const { draft, scale, plan } = given;
  const candidate = { version: draft, chunks: plan.next };
  if (plan.areChunksNew) return calibrateVersion(parts, candidate, run);
  if (scale === undefined || scale in draft.thresholds || parts.calibrate === undefined) return draft.thresholds;
  return { ...draft.thresholds, ...(await calibrateVersion(parts, candidate, run)) };
}

async function check(
  parts: IngestParts,
  { candidate, comparison }: { readonly candidate: Candidate; readonly comparison: Comparison },
  { lock, isForced, signal, onProgress }: IngestRun,
): Promise<readonly string[]> {
  const { active } = comparison.known;
  try {
    return await checkVersion(parts, candidate, { active, isForced, signal, onProgress });
  } catch (error) {
    const isRefused = error instanceof RefusedVersionError;
    if (isRefused) await discardChunks(parts, { lock, written: comparison.plan.toWrite }, signal);
    throw error;
  }
}
