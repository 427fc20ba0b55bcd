import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openServices } from '../../test/fakes/services.ts';
import type { Services } from '../../test/fakes/services.ts';
import { SIGN_OF_THE_END } from './crowd.ts';
import { ANSWER } from './scripted-model.ts';

/** A bot that does the least, and what it speaks to. */
export interface BareScene {
  readonly services: Services;
  readonly pid: number;
  readonly close: () => Promise<void>;
}

/** Starts `bare-bot.mjs`; it knows Discord and the model only. */
export async function openBareScene(): Promise<BareScene> {
  const services = await openServices();
  services.groq.always(ANSWER);
  const script = fileURLToPath(new URL('./bare-bot.mjs', import.meta.url));
  const settings = { ...services.env, ENDING: `_${SIGN_OF_THE_END} nobody._` };
  const child = spawn(process.execPath, [script, JSON.stringify(settings)], {
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killWithBench = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithBench);
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return {
    services,
    pid: child.pid ?? 0,
    async close() {
      process.off('exit', killWithBench);
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      await services[Symbol.asyncDispose]();
    },
  };
}
