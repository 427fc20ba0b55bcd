import { abortable } from '../../support/abortable.ts';
import { createDeadline } from '../../support/deadline.ts';
import { EXIT } from './output.ts';
import type { ExitStatus, Output } from './output.ts';

/** One thing that the doctor looks at. */
export interface Checkup {
  readonly name: string;
  /**
   * Says in a few words what it found, such as `connected as Twin#1234`; nothing when the part is off.
   * Rejects when the part is on and does not work; the message says what to do.
   */
  readonly look: (signal: AbortSignal) => Promise<string | undefined>;
  /** What would switch the part on. */
  readonly hint: string;
}

/** What `doctor` works with. */
export interface DoctorOptions extends Output {
  readonly checkups: readonly Checkup[];
  readonly signal: AbortSignal;
}

/** Each part gets this long. */
const CHECKUP_TIMEOUT_MS = 10_000;

/** Looks at every part and prints one line for each; fails when a part that is switched on does not work. */
export async function runDoctor({ checkups, signal, out }: DoctorOptions): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.ok;
  const width = Math.max(...checkups.map(({ name }) => name.length));
  for (const { name, look, hint } of checkups) {
    const label = name.padEnd(width);
    using deadline = createDeadline(CHECKUP_TIMEOUT_MS, signal);
    try {
      const found = await abortable(look(deadline.signal), deadline.signal);
      out(found === undefined ? `·  ${label}  off: ${hint}\n` : `ok ${label}  ${found}\n`);
    } catch (error) {
      status = EXIT.failed;
      out(`!! ${label}  ${error instanceof Error ? error.message : 'failed'}\n`);
    }
  }
  return status;
}
