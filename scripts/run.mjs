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
  process.exitCode = (await module.main(args)) ?? 0;
}
