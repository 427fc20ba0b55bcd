/** Where a command writes: text for people or programs on stdout, remarks on stderr. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** How a command ended, as the process's exit status. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** One of {@link EXIT}. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
