import { expect, test } from 'vitest';
import { runProgram } from '../fakes/program.ts';

/** Sends a signal as soon as the program listens to it. */
const SIGNALLING = `process.on('newListener', (name) => {
  if (name === 'SIGTERM') setImmediate(() => process.kill(process.pid, name));
});`;

test('a signal is heard before the program is loaded, which then begins nothing and ends with status 0', async () => {
  const preload = `--import="data:text/javascript,${encodeURIComponent(SIGNALLING)}"`;

  const { status, stderr } = await runProgram('main.js', [], { env: { NODE_OPTIONS: preload } });

  expect(stderr).toBe('');
  expect(status).toBe(0);
});
