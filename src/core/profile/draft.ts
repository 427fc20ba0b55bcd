import type { Audience } from '../audience.ts';

/** A chunk in the making: where it stands and what it says, before keys are made unique and hashes are taken. */
export interface Draft {
  /** Names from the outside in, such as `experience`, `Acme Robotics`; they become the place in the key. */
  readonly place: readonly string[];
  /** The breadcrumb, outermost first. */
  readonly crumbs: readonly string[];
  readonly text: string;
  readonly hints: string;
  readonly link?: string | undefined;
  /** Left out: everybody. */
  readonly audience?: Audience | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly date?: string | undefined;
}

/** Drafts, one after the other; nothing where none is ready yet, but others may run before the work goes on. */
export type DraftSteps = Generator<Draft | undefined, void>;

/** More of them in one file is an export or a log, not something that a person wrote about themselves. */
const MAX_DRAFTS = 20_000;

/** @throws {Error} when there are more than {@link MAX_DRAFTS}; the message is for the owner */
export function checkDraftCount(count: number): void {
  if (count > MAX_DRAFTS) throw new Error(`it has more than ${MAX_DRAFTS} entries; is it meant to be read?`);
}
