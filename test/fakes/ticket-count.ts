import type { CallWindows } from '../../src/core/call-windows.ts';

/** Call windows that tell what was taken and is neither settled nor given back. */
export interface CountedWindows extends CallWindows {
  readonly openTickets: readonly string[];
}

/** Watches `windows`. */
export function countTickets(windows: CallWindows): CountedWindows {
  const open = new Set<string>();
  return {
    get openTickets() {
      return [...open];
    },
    async take(key, limit, options) {
      const grant = await windows.take(key, limit, options);
      if (grant.ticket !== undefined) open.add(`${key} ${grant.ticket}`);
      return grant;
    },
    async settle(key, ticket) {
      open.delete(`${key} ${ticket}`);
      await windows.settle(key, ticket);
    },
    async giveBack(key, ticket) {
      open.delete(`${key} ${ticket}`);
      await windows.giveBack(key, ticket);
    },
    learn: (key, seen) => windows.learn(key, seen),
    pause: (key, forMs) => windows.pause(key, forMs),
    peek: (key, limit) => windows.peek(key, limit),
  };
}
