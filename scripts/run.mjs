// Runs a TypeScript file of this folder on any supported Node: node scripts/run.mjs scripts/bench.ts [ARGUMENTS]
import { resolve } from 'node:path';
import { runnerImport } from 'vite';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('Usage: node scripts/run.mjs FILE [ARGUMENTS]\n');
  process.exitCode = 2;
} else {
  const { module } = await runnerImport(resolve(file), {
    // Node 20 has no explicit resource management.
    oxc: { target: 'es2022' },
  });
  try {
    process.exitCode = (await module.main(args)) ?? 0;
  } catch (error) {
    if (!isUsage(error)) throw error;
    process.stderr.write(`${error.message.replaceAll(/\s*\n\s*/g, ' ')} See --help.\n`);
    process.exitCode = 2;
  }
}

/** The class lives in the runner's own modules, so it goes by name. */
function isUsage(error) {
  return error?.name === 'UsageError' || String(error?.code).startsWith('ERR_PARSE_ARGS_');
}
