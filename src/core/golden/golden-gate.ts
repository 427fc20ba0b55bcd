import { createRetriever } from '../answer/retriever.ts';
import { ConfigError } from '../errors.ts';
import type { Candidate, GateFinding, VersionGate } from '../ingest/version-gate.ts';
import type { Cancellable, Clock, Generator, Logger, VectorIndex } from '../ports.ts';
import type { IndexVersion, VersionStore } from '../state-store.ts';
import { toProblem } from './check-answer.ts';
import { createExaminer } from './examiner.ts';
import type { Examined, Examiner } from './examiner.ts';
import type { GoldenQuestion } from './golden-question.ts';
import { loadGolden } from './load-golden.ts';

/** What the gate asks with. */
export interface GoldenGateOptions {
  readonly dataDir: string;
  readonly index: VectorIndex;
  /** Writes without a model, so that asking is free and the same every time. */
  readonly generator: Generator;
  /** Passages per question, as people are answered from. */
  readonly topK: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Builds the gate that asks a version the golden questions before readers see it. A file that cannot be read stops the
 * ingest, too; where there is none, nothing is asked. What the live version answers no better is old, and so is
 * everything while no version is live: a twin that cannot start answers nothing at all.
 *
 * @throws {UpstreamError} from `check`, when the index cannot be asked
 */
export function createGoldenGate(options: GoldenGateOptions): VersionGate {
  return {
    name: 'golden questions',
    async check(candidate, { active, signal, onProgress = () => {} }) {
      const questions = await load(options.dataDir);
      if ('faults' in questions) return questions.faults.map((problem) => ({ problem, isOld: active === undefined }));
      const findings: GateFinding[] = [];
      const now = createVersionExaminer(options, candidate.version);
      const before = active === undefined ? undefined : createVersionExaminer(options, active);
      for (const [doneCount, golden] of questions.entries()) {
        onProgress(doneCount, questions.length);
        const finding = await compare(golden, { now, before, signal });
        if (finding !== undefined) findings.push(finding);
      }
      if (questions.length > 0) onProgress(questions.length, questions.length);
      return findings;
    },
  };
}

async function load(dataDir: string): Promise<readonly GoldenQuestion[] | { readonly faults: readonly string[] }> {
  try {
    return (await loadGolden({ dataDir }))?.questions ?? [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { faults: error.faults.map(({ where, problem }) => `${where}: ${problem}.`) };
  }
}

async function compare(
  golden: GoldenQuestion,
  { now, before, signal }: Cancellable & { readonly now: Examiner; readonly before: Examiner | undefined },
): Promise<GateFinding | undefined> {
  const { verdict } = await examine(now, golden, signal);
  if (verdict.kind === 'passed') return undefined;
  const isOld = before === undefined || (await examine(before, golden, signal)).verdict.kind !== 'passed';
  const problem = toProblem(golden, verdict, { isNew: !isOld });
  return problem === undefined ? undefined : { problem, isOld };
}

/** An index that cannot be asked says nothing about the answer. */
async function examine(examiner: Examiner, golden: GoldenQuestion, signal: AbortSignal): Promise<Examined> {
  const examined = await examiner.examine(golden, { signal });
  signal.throwIfAborted();
  if (examined.failure !== undefined) throw examined.failure;
  return examined;
}

function createVersionExaminer(
  { index, generator, topK, clock, logger }: GoldenGateOptions,
  version: Candidate['version'],
): Examiner {
  return createExaminer({
    retriever: createRetriever({ index, versions: createFixedVersions(version), topK }),
    persona: async () => version.persona,
    generator,
    fallback: generator,
    clock,
    logger,
    minConfidence: index.minConfidence,
  });
}

/** One version, as if it were the one that readers see. */
function createFixedVersions(version: IndexVersion): VersionStore {
  return {
    active: async () => version,
    activeNumber: async () => version.number,
    history: async () => [version],
    activate: async () => false,
  };
}
