import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text as readText } from 'node:stream/consumers';

/** Programs that build and run images and take the same commands. */
export const ENGINE_NAMES = ['docker', 'podman'] as const;
/** One of them. */
export type EngineName = (typeof ENGINE_NAMES)[number];

/** How a command of the engine ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  /** Both streams, the second after the first. */
  readonly said: string;
}

/** A container engine that answers. */
export interface Engine {
  readonly name: EngineName;
  /** Runs one of its commands to its end. */
  run(args: readonly string[]): Promise<Ended>;
  /**
   * Runs one that has to work, and gives what it printed.
   *
   * @throws {Error} it ended with another status than 0; with all that it said
   */
  need(args: readonly string[]): Promise<string>;
}

/**
 * Finds the first engine that answers, or the one that is wanted.
 *
 * @throws {Error} none does
 */
export async function findEngine(wanted?: EngineName): Promise<Engine> {
  const names = wanted === undefined ? ENGINE_NAMES : [wanted];
  for (const name of names) {
    const engine = createEngine(name);
    const { status } = await engine.run(['info']);
    if (status === 0) return engine;
  }
  throw new Error(`No container engine answers: "${names.join(' info", "')} info" failed. Install or start one.`);
}

function createEngine(name: EngineName): Engine {
  const run = async (args: readonly string[]): Promise<Ended> => {
    const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      const [stdout, stderr] = await Promise.all([
        readText(child.stdout),
        readText(child.stderr),
        once(child, 'close'),
      ]);
      return { status: child.exitCode, stdout, said: stdout + stderr };
    } catch (error) {
      return { status: null, stdout: '', said: String(error) };
    }
  };
  return {
    name,
    run,
    async need(args) {
      const { status, stdout, said } = await run(args);
      if (status !== 0) throw new Error(`${name} ${args.slice(0, 2).join(' ')} ended with ${status}:\n${said}`);
      return stdout;
    },
  };
}
