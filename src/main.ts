import { watchForEnd } from './ending.ts';

// Before all else is loaded, which takes half a second: until somebody listens, a signal does nothing to process 1 of a
// container.
const ending = watchForEnd();
const { run } = await import('./run.ts');
if (!ending.signal.aborted) await run(ending);
