import type { PartState } from '../adapter.ts';
import { UpstreamError } from '../errors.ts';
import type { Generator } from '../ports.ts';

/** A generator whose last success or failure can be seen. */
export interface WatchedGenerator extends Generator {
  state(): PartState;
  /** Tells what a check outside of an answer has found. */
  note(found: string | UpstreamError): void;
}

/** Watches a generator: it is ready while its last answer, or the check at start, went well. */
export function watchGenerator(generator: Generator): WatchedGenerator {
  let state: PartState = { isReady: true, detail: 'not asked yet' };
  const note = (found: string | UpstreamError): void => {
    state =
      typeof found === 'string'
        ? { isReady: true, detail: found }
        : { isReady: false, detail: `last failure: ${found.kind.replaceAll('_', ' ')}` };
  };
  return {
    name: generator.name,
    state: () => state,
    note,
    async *generate(prompt, options) {
      try {
        for await (const event of generator.generate(prompt, options)) {
          if (event.type === 'end') note(event.model);
          yield event;
        }
      } catch (error) {
        if (error instanceof UpstreamError) note(error);
        throw error;
      }
    },
  };
}
