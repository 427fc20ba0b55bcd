import type { RouteName } from './routes.ts';

/**
 * What goes wrong with a call: a 429, an error of the API, a page of the network in front of it, a connection that ends before
 * or after the call took effect (or, when it is late, before it does: behind the next call of its kind), or a call
 * that takes its time, or as much of it as a test wants.
 */
export type Fault =
  | { readonly type: 'rateLimited'; readonly retryAfterMs: number; readonly scope?: 'user' | 'global' | 'shared' }
  | { readonly type: 'page'; readonly status: number; readonly retryAfterMs?: number }
  | { readonly type: 'status'; readonly status: number; readonly code?: number; readonly retryAfterMs?: number }
  | { readonly type: 'reset'; readonly isDone: true }
  | { readonly type: 'reset'; readonly isDone: false; readonly isLate?: boolean }
  | { readonly type: 'delay'; readonly ms: number }
  | { readonly type: 'hold'; readonly until: Promise<void>; readonly onReached: () => void };

/** Faults to come, by route. */
export interface ScriptedFaults {
  /** The next calls of `route` meet these, one each. */
  next(route: RouteName, ...faults: readonly Fault[]): void;
  /** The next calls of `route` whose JSON body contains `text` meet these, one each. */
  nextWith(text: string, route: RouteName, ...faults: readonly Fault[]): void;
  /** Every call of `route` whose path contains `place`, and whose body contains `text`, meets this from now on. */
  standing(place: string, route: RouteName, fault: Fault, text?: string): void;
  take(route: RouteName, call: { readonly path: string; readonly body: string }): Fault | undefined;
}

/** Starts without faults. */
export function createScriptedFaults(): ScriptedFaults {
  const script: { readonly route: RouteName; readonly text: string; readonly fault: Fault }[] = [];
  const nextWith = (text: string, route: RouteName, ...faults: readonly Fault[]): void => {
    script.push(...faults.map((fault) => ({ route, text, fault })));
  };

  const standing: {
    readonly route: RouteName;
    readonly place: string;
    readonly text: string;
    readonly fault: Fault;
  }[] = [];

  return {
    nextWith,
    next: (route, ...faults) => nextWith('', route, ...faults),
    standing: (place, route, fault, text = '') => void standing.push({ place, route, text, fault }),
    take(route, { path, body }) {
      const index = script.findIndex((step) => step.route === route && body.includes(step.text));
      if (index !== -1) return script.splice(index, 1)[0]?.fault;
      return standing.find((one) => one.route === route && path.includes(one.place) && body.includes(one.text))?.fault;
    },
  };
}
