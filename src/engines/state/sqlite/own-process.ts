import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that has the state file open. */
export interface OwnProcess {
  /** This use of the file alone: a process id comes again. */
  readonly id: string;
  /** Where a process id means this one: the machine since its last boot and, on Linux, the process namespace. */
  readonly place: string;
  readonly pid: number;
}

/** Names this use of the state file. */
export function createOwnProcess(): OwnProcess {
  return { id: crypto.randomUUID(), place: PLACE, pid: process.pid };
}

/** Whether a process surely runs no more. Of another machine, or another container, nobody can tell. */
export function isGone({ place, pid }: Pick<OwnProcess, 'place' | 'pid'>): boolean {
  if (place !== PLACE) return false;
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

const PLACE = [
  hostname(),
  readOrNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
  readOrNothing(() => readlinkSync('/proc/self/ns/pid')),
].join(' ');

/** Only Linux has them. */
function readOrNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
