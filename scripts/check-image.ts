import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UsageError } from './arguments.ts';
import { checkRunning, STRICT } from './image/container.ts';
import { checkContents } from './image/contents.ts';
import { layContext } from './image/context.ts';
import { ENGINE_NAMES, findEngine } from './image/engine.ts';
import type { Engine, EngineName } from './image/engine.ts';
import { createReport } from './image/report.ts';
import type { Report } from './image/report.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HELP = `Usage: npm run check:image -- [--engine ${ENGINE_NAMES.join('|')}] [--keep] [-- OPTIONS OF THE BUILD]

Builds the image from a copy of this folder in which a .env and other files lie that must not come in, looks for them in
it, runs it with
  ${STRICT.join(' ')}
asks it a question and stops it, and prints what was seen. Ends with status 1 when anything is not as it must be.

  --engine NAME   ${ENGINE_NAMES.join(' or ')}; the first that answers by default
  --keep          leaves the image behind, as asktwin-check

What stands after a second -- is given to the build, for example: -- -- --network=host
`;
const IMAGE = 'asktwin-check';

/** Prints what was seen of the image; 1 when something is wrong, 2 when it is called wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  const options = { engine: { type: 'string' }, keep: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help === true) {
    print(HELP);
    return 0;
  }
  const wanted = ENGINE_NAMES.find((name) => name === values.engine);
  if (wanted !== values.engine) throw new UsageError(`--engine takes ${ENGINE_NAMES.join(' or ')}.`);
  return checkImage({ wanted, isKept: values.keep === true, buildOptions: positionals });
}

async function checkImage({
  wanted,
  isKept,
  buildOptions,
}: {
  readonly wanted: EngineName | undefined;
  readonly isKept: boolean;
  readonly buildOptions: readonly string[];
}): Promise<number> {
  const report = createReport(print);
  const [marker, volume] = [randomUUID(), `${IMAGE}-${randomUUID()}`];
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-image-'));
  let engine: Engine | undefined;
  try {
    engine = await findEngine(wanted);
    await layContext(ROOT, folder, marker);
    await build(engine, report, { folder, buildOptions });
    const healthCommand = await checkContents(engine, report, { image: IMAGE, root: ROOT, marker });
    await checkRunning(engine, report, { image: IMAGE, volume, healthCommand });
  } catch (error) {
    report.check(false, error instanceof Error ? error.message : String(error));
  } finally {
    await rm(folder, { recursive: true });
    await engine?.run(['volume', 'rm', '--force', volume]);
    if (!isKept) await engine?.run(['rmi', IMAGE]);
  }
  return report.isGood ? 0 : 1;
}

async function build(
  engine: Engine,
  report: Report,
  { folder, buildOptions }: { readonly folder: string; readonly buildOptions: readonly string[] },
): Promise<void> {
  const startedAt = performance.now();
  // Podman's own format has no health check.
  const format = engine.name === 'podman' ? ['--format=docker'] : [];
  await engine.need(['build', ...format, ...buildOptions, '--tag', IMAGE, folder]);
  report.tell(`built by ${engine.name} in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}

function print(text: string): void {
  process.stdout.write(text);
}
