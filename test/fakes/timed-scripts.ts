import type { Clock } from '../../src/core/ports.ts';
import type { ScriptRunner } from '../../src/support/script-runner.ts';

const TIME = "redis.call('TIME')";

/** Runs scripts on a real Redis that believes in the time of `clock`: its own cannot be moved. */
export function atTimeOf(clock: Clock, scripts: ScriptRunner): ScriptRunner {
  return {
    key: (...parts) => scripts.key(...parts),
    run(lua, input) {
      const now = clock.now();
      const time = `{'${Math.floor(now / 1000)}', '${(now % 1000) * 1000}'}`;
      if (!lua.includes(TIME)) throw new Error('This script asks for no time.');
      return scripts.run(lua.replaceAll(TIME, time), input);
    },
  };
}
