import type { GatewaySocket } from './gateway-sessions.ts';

/** Which events surely reached somebody. */
export interface GatewayHearings {
  /** An event was sent over a connection. */
  sent(session: string, sequence: number, event: { readonly id: string; readonly socket: GatewaySocket }): void;
  /** Whoever resumes a session has seen all of it up to this number. */
  confirmed(session: string, sequence: number): void;
  closed(socket: GatewaySocket): void;
  /**
   * Whether somebody got the event with this id and lived on: saw it, resuming later, or kept the connection for so many ms after
   * it was sent. Who was killed sooner may have had no time to note it.
   */
  wasHeard(id: string, forMs: number): boolean;
}

interface Hearing {
  readonly session: string;
  readonly sequence: number;
  readonly id: string;
  readonly socket: GatewaySocket;
  readonly at: number;
  isConfirmed: boolean;
}

/** Starts with nothing heard; `now` gives epoch ms. */
export function createGatewayHearings(now: () => number): GatewayHearings {
  const hearings: Hearing[] = [];
  const closedAt = new Map<GatewaySocket, number>();

  return {
    sent(session, sequence, { id, socket }) {
      hearings.push({ session, sequence, id, socket, at: now(), isConfirmed: false });
    },
    confirmed(session, sequence) {
      for (const hearing of hearings) {
        if (hearing.session === session && hearing.sequence <= sequence) hearing.isConfirmed = true;
      }
    },
    closed(socket) {
      if (!closedAt.has(socket)) closedAt.set(socket, now());
    },
    wasHeard: (id, forMs) =>
      hearings.some(
        (one) => one.id === id && (one.isConfirmed || (closedAt.get(one.socket) ?? now()) - one.at >= forMs),
      ),
  };
}
