import type { RouteName } from './routes.ts';

/**
 * What goes wrong with a call: a 429, an error of the API, a connection that ends before or after the call took effect,
 * or an answer that takes its time.
 */
export type Fault =
  | { readonly type: 'rateLimited'; readonly retryAfterMs: number }
  | { readonly type: 'status'; readonly status: number; readonly code?: number }
  | { readonly type: 'reset'; readonly isDone: boolean }
  | { readonly type: 'delay'; readonly ms: number };

/** Faults to come, by route. */
export interface ScriptedFaults {
  /** The next calls of `route` meet these, one each. */
  next(route: RouteName, ...faults: readonly Fault[]): void;
  /** The next calls of `route` whose JSON body contains `text` meet these, one each. */
  nextWith(text: string, route: RouteName, ...faults: readonly Fault[]): void;
  take(route: RouteName, body: string): Fault | undefined;
}

/** Starts without faults. */
export function createScriptedFaults(): ScriptedFaults {
  const script: { readonly route: RouteName; readonly text: string; readonly fault: Fault }[] = [];
  const nextWith = (text: string, route: RouteName, ...faults: readonly Fault[]): void => {
    script.push(...faults.map((fault) => ({ route, text, fault })));
  };

  return {
    nextWith,
    next: (route, ...faults) => nextWith('', route, ...faults),
    take(route, body) {
      const index = script.findIndex((step) => step.route === route && body.includes(step.text));
      return index === -1 ? undefined : script.splice(index, 1)[0]?.fault;
    },
  };
}
