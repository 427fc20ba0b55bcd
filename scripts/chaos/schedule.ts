import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../test/fakes/random-markdown.ts';
import type { Trouble } from './faults.ts';
import type { World } from './world.ts';

/** How troubles follow one another. */
export interface Schedule {
  readonly random: Random;
  /** Epoch ms. */
  readonly endsAt: number;
  /** Between two troubles, at most twice as long. */
  readonly pauseMs: number;
  readonly onTrouble: (name: string) => void;
}

const MIN_TROUBLE_MS = 500;
const MAX_TROUBLE_MS = 6000;

/** One trouble after the other, in an order by chance in which each comes once before any comes again. */
export async function makeTrouble(world: World, troubles: readonly Trouble[], schedule: Schedule): Promise<void> {
  const { random, endsAt, pauseMs, onTrouble } = schedule;
  let left: Trouble[] = [];
  for (;;) {
    await sleep(pauseMs * 2 * random());
    if (Date.now() >= endsAt) return;
    if (left.length === 0) left = shuffle(troubles, random);
    const trouble = left.pop();
    if (trouble === undefined) return;
    onTrouble(trouble.name);
    await trouble.begin(world, random);
    await sleep(MIN_TROUBLE_MS + random() * (MAX_TROUBLE_MS - MIN_TROUBLE_MS));
    await trouble.end?.(world);
  }
}

function shuffle(troubles: readonly Trouble[], random: Random): Trouble[] {
  return troubles
    .map((trouble) => ({ trouble, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ trouble }) => trouble);
}
