import { readFile } from 'node:fs/promises';

/** A process that is looked at from outside. */
export interface Measured {
  readonly pid: number;
  /** Where its metrics are; absent when it has none. */
  readonly url?: string;
}

/** What processes have used so far. */
export interface ProcessFigures {
  /** Of user and system, in milliseconds, over all processes. */
  readonly cpuMs: number;
  /** Of the largest process, in MB. */
  readonly residentMb: number;
  /** The worst 99th percentile since it was last read, in milliseconds; nothing when no process tells. */
  readonly eventLoopLagMs: number | undefined;
}

/** Linux counts processor time in these. */
const TICK_MS = 10;
const KB_PER_MB = 1024;
/** Node measures the lag with a timer of 10 ms, and counts these as well. */
const LAG_TIMER_MS = 10;

/** Looks at the processes from outside, and at their own metrics. Zero where there is no /proc. */
export async function readFigures(processes: readonly Measured[]): Promise<ProcessFigures> {
  const all = await Promise.all(processes.map(readOne));
  const lags = all.flatMap(({ eventLoopLagMs }) => (eventLoopLagMs === undefined ? [] : [eventLoopLagMs]));
  return {
    cpuMs: all.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    residentMb: Math.max(...all.map(({ residentMb }) => residentMb)),
    eventLoopLagMs: lags.length === 0 ? undefined : Math.max(...lags),
  };
}

/** Milliseconds that all processors of this machine have worked, on anything, and that others took from it. */
export async function readMachineMs(): Promise<number> {
  const [line = ''] = (await readOr('/proc/stat')).split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softIrq + stolen) * TICK_MS;
}

async function readOne({ pid, url }: Measured): Promise<ProcessFigures> {
  const [stat, status] = await Promise.all([readOr(`/proc/${pid}/stat`), readOr(`/proc/${pid}/status`)]);
  // What stands before the bracket may hold spaces; user and system time are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  return {
    cpuMs: ticks * TICK_MS,
    residentMb: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / KB_PER_MB,
    eventLoopLagMs: url === undefined ? undefined : toLagMs(await (await fetch(`${url}/metrics`)).text()),
  };
}

function toLagMs(metrics: string): number {
  const seconds = Number(/^nodejs_eventloop_lag_p99_seconds ([\d.e-]+)/m.exec(metrics)?.[1] ?? 0);
  return Math.max(0, seconds * 1000 - LAG_TIMER_MS);
}

function readOr(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
