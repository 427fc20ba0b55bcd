import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Services } from '../../test/fakes/services.ts';
import { askAtOnce, keepAsking } from './crowd.ts';
import type { CrowdOptions, Waited } from './crowd.ts';
import { readFigures, readMachineMs } from './process-figures.ts';
import type { Measured } from './process-figures.ts';

/** What a crowd saw and what it cost. */
export interface Figures {
  /** Of those who asked at the same moment. */
  readonly burst: readonly Waited[];
  /** Of those who asked one after the other. */
  readonly steady: readonly Waited[];
  /** How many of them had no whole answer of the model in time. */
  readonly unansweredCount: number;
  readonly answersPerSecond: number;
  readonly cpuMsPerAnswer: number;
  /** Of the largest process, in the middle of the steady crowd. */
  readonly residentMb: number;
  /** Before the first of these questions. */
  readonly idleMb: number;
  readonly lagMs: number | undefined;
  /** The 99th percentile of how late the crowd and the fakes themselves were. */
  readonly crowdLagMs: number;
  /** How many processors were busy with something else. */
  readonly othersBusy: number;
}

/** Whom to ask, and how. */
export interface MeasureOptions {
  readonly services: Services;
  readonly processes: readonly Measured[];
  readonly people: number;
  readonly steadyMs: number;
  /** How many ask on Slack, where an app may show only so many answers a minute. */
  readonly onSlack?: { readonly atOnce: number; readonly steadily: number };
}

const ANSWERED_WITHIN_MS = 60_000;
const LAG_TIMER_MS = 10;
const ON_SLACK = { atOnce: 10, steadily: 1 } as const;
const WARM_UP_COUNT = 20;

/** Has a process answer some questions before it is measured. */
export async function warmUp(services: Services, onSlack: number = ON_SLACK.steadily): Promise<void> {
  const rounds = ['warm1', 'warm2'];
  for (const round of rounds) await askAtOnce(services, toCrowd(WARM_UP_COUNT, round, onSlack));
}

/** Has people ask at the same moment, then so many questions be on their way all the time. */
export async function measure(options: MeasureOptions): Promise<Figures> {
  const { services, processes, people, steadyMs, onSlack = ON_SLACK } = options;
  const { residentMb: idleMb } = await readFigures(processes);
  const burst = await askAtOnce(services, toCrowd(people, `x${people}`, onSlack.atOnce));
  const lag = monitorEventLoopDelay({ resolution: LAG_TIMER_MS });
  lag.enable();
  const before = await readUse(processes);
  const middle = residentAfter(processes, steadyMs);
  const startedAt = performance.now();
  const crowd = toCrowd(people, `s${people}`, onSlack.steadily);
  const steady = await keepAsking(services, { ...crowd, forMs: steadyMs });
  const elapsedMs = performance.now() - startedAt;
  const after = await readUse(processes);
  lag.disable();
  const cpuMs = after.cpuMs - before.cpuMs;
  const crowdMs = after.crowdMs - before.crowdMs;
  return {
    burst,
    steady,
    unansweredCount: [...burst, ...steady].filter(isUnanswered).length,
    answersPerSecond: steady.length / (elapsedMs / 1000),
    cpuMsPerAnswer: cpuMs / steady.length,
    residentMb: await middle,
    idleMb,
    lagMs: after.eventLoopLagMs,
    crowdLagMs: Math.max(0, lag.percentile(99) / 1e6 - LAG_TIMER_MS),
    othersBusy: Math.max(0, (after.machineMs - before.machineMs - cpuMs - crowdMs) / elapsedMs),
  };
}

async function readUse(processes: readonly Measured[]) {
  const [figures, machineMs] = await Promise.all([readFigures(processes), readMachineMs()]);
  const { user, system } = process.cpuUsage();
  return { ...figures, machineMs, crowdMs: (user + system) / 1000 };
}

async function residentAfter(processes: readonly Measured[], ms: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  const { residentMb } = await readFigures(processes.map(({ pid }) => ({ pid })));
  return residentMb;
}

function toCrowd(count: number, round: string, maxOnSlack: number): CrowdOptions {
  return { count, round, maxOnSlack, withinMs: ANSWERED_WITHIN_MS };
}

function isUnanswered({ overheadMs, wholeMs }: Waited): boolean {
  return overheadMs === undefined || wholeMs === undefined;
}
