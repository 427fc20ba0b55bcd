import { InputError, UpstreamError } from '../errors.ts';
import type { IngestParts } from './ingest-parts.ts';
import type { Candidate, GateFinding } from './version-gate.ts';
import type { IndexVersion } from '../state-store.ts';
import type { StepOptions } from './write-chunks.ts';

/** More problems than this are counted, not listed. */
const MAX_NAMED = 5;

/** A check found what the version before does better, so readers keep that one. */
export class RefusedVersionError extends InputError {
  readonly problems: readonly string[];

  constructor(gate: string, problems: readonly string[]) {
    const named = problems.slice(0, MAX_NAMED).map((problem) => `- ${problem}`);
    const more = problems.length > MAX_NAMED ? [`- and ${problems.length - MAX_NAMED} more`] : [];
    const advice = 'Mend the files, or take them as they are with `npm run ingest -- --force`.';
    super(`The new version fails ${problems.length} of the ${gate}, so the one before stays live. ${advice}`, {
      details: [...named, ...more].join('\n'),
    });
    this.problems = problems;
  }
}

/** How strictly to check. */
export interface CheckOptions extends StepOptions {
  /** What readers see now. */
  readonly active: IndexVersion | undefined;
  readonly isForced: boolean;
}

/**
 * Shows a version to every gate and gives what they found, for the report. The first version of all is never refused: a
 * twin that knows nothing is worse.
 *
 * @throws {RefusedVersionError} a finding is not old, and nobody insists
 */
export async function checkVersion(
  { gates }: IngestParts,
  candidate: Candidate,
  { active, isForced, signal, onProgress }: CheckOptions,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  for (const gate of gates) {
    const { name } = gate;
    const note = createNote(name, onProgress);
    note(0, 0);
    const findings = await orWarning(() => gate.check(candidate, { active, signal, onProgress: note }), {
      name,
      isFirst: active === undefined,
      signal,
    });
    const fresh = findings.filter(({ isOld }) => !isOld).map(({ problem }) => problem);
    if (fresh.length > 0 && active !== undefined && !isForced) throw new RefusedVersionError(name, fresh);
    warnings.push(...findings.map(({ problem }) => problem));
  }
  return warnings;
}

/**
 * Measures from what confidence on a version can answer. Measuring needs the index alone, so a failure is the index's.
 *
 * @throws {UpstreamError} the index failed
 */
export async function calibrateVersion(
  { calibrate }: IngestParts,
  candidate: Candidate,
  { signal, onProgress }: StepOptions,
): Promise<IndexVersion['thresholds']> {
  if (calibrate === undefined) return {};
  onProgress({ step: 'calibrating', doneCount: 0, totalCount: 0 });
  return calibrate(candidate, {
    signal,
    onProgress: (doneCount, totalCount) => onProgress({ step: 'calibrating', doneCount, totalCount }),
  });
}

function createNote(what: string, onProgress: StepOptions['onProgress']) {
  return (doneCount: number, totalCount: number): void => onProgress({ step: 'checking', what, doneCount, totalCount });
}

async function orWarning(
  check: () => Promise<readonly GateFinding[]>,
  { name, isFirst, signal }: { readonly name: string; readonly isFirst: boolean; readonly signal: AbortSignal },
): Promise<readonly GateFinding[]> {
  try {
    return await check();
  } catch (error) {
    signal.throwIfAborted();
    const isOurs = error instanceof InputError || error instanceof UpstreamError;
    if (!isFirst || !isOurs) throw error;
    return [{ problem: `The ${name} could not be checked. ${error.message}`, isOld: false }];
  }
}
