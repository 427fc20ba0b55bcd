// Loaded into the measured program with `node --import`: on SIGUSR2 it collects garbage and writes what is left to stderr.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const MB = 1024 * 1024;

process.on('SIGUSR2', () => {
  // What a first round finalizes a second one frees.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  const line = {
    event: 'soak.measured',
    level: 30,
    time: Date.now(),
    heapMb: heapUsed / MB,
    externalMb: external / MB,
    residentMb: rss / MB,
    handleCount: process.getActiveResourcesInfo().length,
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
});
