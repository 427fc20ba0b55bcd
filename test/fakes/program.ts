import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text as readText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const Manifest = z.object({ scripts: z.object({ start: z.string() }) });
/** What `npm start` gives to Node. */
const START_OPTIONS = Manifest.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')))
  .scripts.start.split(' ')
  .filter((word) => word.startsWith('--'));
/** A run that takes longer has a status of `null`. */
const RUN_WITHIN_MS = 120_000;
const LogLine = z.looseObject({
  event: z.string(),
  level: z.number(),
  /** Epoch ms. */
  time: z.number(),
  msg: z.string().optional(),
  url: z.string().optional(),
});

/** One line that the program logged. */
export type LogLine = z.infer<typeof LogLine>;

/** How to start it. */
export interface ProgramOptions {
  /** Added to a free port, the sample profile, a state of its own and words alone. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder that is kept over restarts; a new one otherwise. */
  readonly folder?: string;
  /** Where `dist` is; this checkout by default. */
  readonly root?: string;
  /** Given to Node before the program. */
  readonly nodeOptions?: readonly string[];
  /** The event of the line that it has started with; `process.started` by default, when all parts are up. */
  readonly until?: string;
  /** Runs as this user and group of the system; only root may ask for another. */
  readonly userId?: number;
}

/** The program as a user starts it, away from any `.env` and any account that this machine may have. */
export interface Program extends AsyncDisposable {
  /** Where its page is. */
  readonly url: string;
  readonly pid: number;
  /** Everything that it wrote to stderr, line by line. */
  readonly lines: readonly string[];
  /** Lines of one event. */
  logged(event: string): readonly LogLine[];
  /** Resolves with the exit status when it ends by itself. */
  ended(): Promise<number | null>;
  /** Sends a signal; resolves with the exit status, `null` when the signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts `dist/main.js` and waits until it has started, whole unless told otherwise.
 *
 * @throws when it ends before that, with all that it wrote
 */
export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const folder = options.folder ?? (await createFolder());
  const { root = ROOT, until = 'process.started', nodeOptions = [], userId } = options;
  const child = spawn(process.execPath, [...START_OPTIONS, ...nodeOptions, join(root, 'dist', 'main.js')], {
    cwd: folder,
    env: toEnv(folder, options.env),
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(userId === undefined ? {} : { uid: userId, gid: userId }),
  });
  // Also when a test is given up before it has the program in its hands.
  const killWithTests = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithTests);
  child.once('exit', () => process.off('exit', killWithTests));
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const input = createInterface(child.stderr);
  await new Promise<void>((resolve, reject) => {
    input.on('line', (line) => {
      lines.push(line);
      if (parseLine(line)?.event === until) resolve();
    });
    input.on('close', () =>
      reject(new Error(`The program ended before it had started. It wrote:\n${lines.join('\n')}`)),
    );
  });
  const logged = (event: string): readonly LogLine[] =>
    lines.flatMap((line) => parseLine(line) ?? []).filter((line) => line.event === event);
  const program: Program = {
    url: logged('web.listening')[0]?.url ?? '',
    pid: child.pid ?? 0,
    lines,
    logged,
    async ended() {
      await exited;
      return child.exitCode;
    },
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await program.end('SIGKILL');
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
  return program;
}

/** How a command ended. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a compiled entry (`main.js`, or `cli.js` with arguments) until it ends by itself. */
export async function runProgram(
  entry: 'main.js' | 'cli.js',
  args: readonly string[],
  options: ProgramOptions & { readonly stdin?: string; readonly endAfterMs?: number } = {},
): Promise<Ran> {
  const folder = options.folder ?? (await createFolder());
  const child = spawn(process.execPath, [join(ROOT, 'dist', entry), ...args], {
    cwd: folder,
    env: toEnv(folder, options.env),
    stdio: 'pipe',
    // One that spins hears no other signal.
    timeout: RUN_WITHIN_MS,
    killSignal: 'SIGKILL',
  });
  child.stdin.end(options.stdin ?? '');
  // Counted from its first line, when it listens to signals.
  if (options.endAfterMs !== undefined) {
    const { endAfterMs } = options;
    child.stderr.once('data', () => setTimeout(() => child.kill('SIGTERM'), endAfterMs));
  }
  const [stdout, stderr] = await Promise.all([readText(child.stdout), readText(child.stderr), once(child, 'close')]);
  if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  return { status: child.exitCode, stdout, stderr };
}

/** Makes a folder for a program's state; remove it when done. */
export async function createFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'asktwin-program-'));
}

function toEnv(folder: string, env: Readonly<Record<string, string>> = {}): Record<string, string> {
  // Loading the model takes longer than most of what is tested.
  const defaults = { PORT: '0', DATA_DIR: join(ROOT, 'data'), STATE_DIR: join(folder, 'state'), EMBEDDINGS: 'off' };
  return { ...defaults, ...env };
}

function parseLine(line: string): LogLine | undefined {
  try {
    return LogLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
