import { createPace } from '../../src/support/pace.ts';
import { findBreaches } from './checks.ts';
import type { Check, Seen } from './checks.ts';

/** Longer than anything that the checks look for may reach back into what was judged before. */
const OVERLAP_CHARS = 600;

/** What {@link judgeFrames} finds. */
export interface Finding {
  readonly check: Check;
  readonly what: string;
}

/**
 * Judges every state of the messages of one answer, in order. A state that goes on like the one before it is looked at from a
 * little before the point where it changes, and whole when it is the last of its kind: otherwise text that grows by single
 * characters would be read some thousand times.
 */
export async function judgeFrames(
  frames: Iterable<string>,
  seen: Seen,
): Promise<{ readonly count: number; readonly found: readonly Finding[] }> {
  const pace = createPace(new AbortController().signal);
  const found = new Map<string, Finding>();
  const judge = (text: string): void => {
    for (const one of findBreaches(text, seen)) found.set(`${one.check} ${one.what}`, one);
  };
  let count = 0;
  let previous = '';
  for (const frame of frames) {
    count += 1;
    const common = commonLength(previous, frame);
    if (common < previous.length - OVERLAP_CHARS) judge(previous);
    if (frame !== previous) judge(frame.slice(lastBreak(frame, common - OVERLAP_CHARS)));
    previous = frame;
    // Platforms wait three seconds for the answers that are written meanwhile.
    if (pace.isDue()) await pace.rest();
  }
  judge(previous);
  return { count, found: [...found.values()] };
}

/** The place before `at` where a word begins, so that no address is cut in two. */
function lastBreak(text: string, at: number): number {
  return at <= 0 ? 0 : Math.max(0, text.lastIndexOf('\n', at), text.lastIndexOf(' ', at));
}

function commonLength(one: string, other: string): number {
  if (other.startsWith(one)) return one.length;
  const end = Math.min(one.length, other.length);
  let at = 0;
  while (at < end && one[at] === other[at]) at += 1;
  return at;
}
