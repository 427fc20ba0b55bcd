import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects garbage at each call. Node shows the collector only to contexts that are made after the flag is set. */
export function createCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return () => {
    runInNewContext('gc()');
  };
}
