import { readFile } from 'node:fs/promises';
import { startProgram } from '../../test/fakes/program.ts';
import type { Program } from '../../test/fakes/program.ts';

/** A place for one process that is killed and started again. */
export interface Slot {
  readonly name: string;
  readonly isUp: boolean;
  /** When it last went down or came up, in epoch ms. */
  readonly changedAt: number;
  /** Everything that all its processes wrote to stderr. */
  lines(): readonly string[];
  /** How those ended that were asked to; a good process ends with 0. */
  readonly exitCodes: readonly (number | null)[];
  start(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Asks it to end. */
  stop(): Promise<void>;
  /** In MB; 0 while it is down, or where there is no /proc. */
  residentMb(): Promise<number>;
}

/** Makes a place in which nothing runs yet. */
export function createSlot(options: {
  readonly name: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}): Slot {
  const { name, folder, env } = options;
  const ended: (readonly string[])[] = [];
  const exitCodes: (number | null)[] = [];
  let program: Program | undefined;
  let changedAt = 0;

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (program === undefined) return 0;
    const ending = program;
    program = undefined;
    changedAt = Date.now();
    ended.push(ending.lines);
    const code = await ending.end(signal);
    changedAt = Date.now();
    return code;
  };

  return {
    name,
    exitCodes,
    get isUp() {
      return program !== undefined;
    },
    get changedAt() {
      return changedAt;
    },
    lines: () => [...ended.flat(), ...(program?.lines ?? [])],
    async start() {
      if (program !== undefined) return;
      program = await startProgram({ env, folder });
      changedAt = Date.now();
    },
    async kill() {
      await end('SIGKILL');
    },
    async stop() {
      exitCodes.push(await end('SIGTERM'));
    },
    async residentMb() {
      if (program === undefined) return 0;
      const status = await readFile(`/proc/${program.pid}/status`, 'utf8').catch(() => '');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
    },
  };
}
