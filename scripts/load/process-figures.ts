import { readFile } from 'node:fs/promises';
import type { Program } from '../../test/fakes/program.ts';

/** What processes have used so far. */
export interface ProcessFigures {
  /** Of user and system, in milliseconds, over all processes. */
  readonly cpuMs: number;
  /** Of the largest process, in MB. */
  readonly residentMb: number;
  /** The worst 99th percentile since it was last read, in milliseconds. */
  readonly eventLoopLagMs: number;
}

/** Linux counts processor time in these. */
const TICK_MS = 10;
const KB_PER_MB = 1024;

/** Looks at the processes from outside, and at their own metrics. Zero where there is no /proc. */
export async function readFigures(programs: readonly Program[]): Promise<ProcessFigures> {
  const all = await Promise.all(programs.map(readOne));
  return {
    cpuMs: all.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    residentMb: Math.max(...all.map(({ residentMb }) => residentMb)),
    eventLoopLagMs: Math.max(...all.map(({ eventLoopLagMs }) => eventLoopLagMs)),
  };
}

async function readOne({ pid, url }: Program): Promise<ProcessFigures> {
  const [stat, status, metrics] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''),
    readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''),
    (await fetch(`${url}/metrics`)).text(),
  ]);
  // What stands before the bracket may hold spaces; user and system time are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  return {
    cpuMs: ticks * TICK_MS,
    residentMb: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / KB_PER_MB,
    eventLoopLagMs: Number(/^nodejs_eventloop_lag_p99_seconds ([\d.]+)/m.exec(metrics)?.[1] ?? 0) * 1000,
  };
}
