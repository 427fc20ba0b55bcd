/** How one call to a method goes wrong. */
export type Fault =
  | { readonly kind: 'rate_limit'; readonly retryAfterSeconds: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'error'; readonly code: string }
  /** The connection is cut; `isTaken` says whether the call had its effect. */
  | { readonly kind: 'reset'; readonly isTaken: boolean }
  /** No answer ever comes; `isTaken` says whether the call had its effect. */
  | { readonly kind: 'hang'; readonly isTaken: boolean }
  /** The call works, but its answer is late. */
  | { readonly kind: 'delay'; readonly delayMs: number };

/** Which calls a fault hits. */
export interface FaultTiming {
  /** Calls to let through first; 0 when left out. */
  readonly skip?: number;
  /** Calls to hit; 1 when left out. */
  readonly times?: number;
}

/** Faults that are to come, per method. */
export interface FaultPlan {
  add(method: string, fault: Fault, timing?: FaultTiming): void;
  /** The fault that hits this call, if one does. */
  next(method: string): Fault | undefined;
}

/** Makes an empty plan. */
export function createFaultPlan(): FaultPlan {
  const planned: { readonly method: string; readonly fault: Fault; skip: number; times: number }[] = [];
  return {
    add(method, fault, { skip = 0, times = 1 } = {}) {
      planned.push({ method, fault, skip, times });
    },
    next(method) {
      for (const entry of planned.filter((plan) => plan.method === method && plan.times > 0)) {
        if (entry.skip > 0) {
          entry.skip -= 1;
          return undefined;
        }
        entry.times -= 1;
        return entry.fault;
      }
      return undefined;
    },
  };
}
