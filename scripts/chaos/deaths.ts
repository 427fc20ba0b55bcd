import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../test/fakes/random-markdown.ts';
import type { Trouble } from './faults.ts';
import type { Slot } from './slot.ts';
import type { World } from './world.ts';

/** How long the only process runs alone before it is killed, in ms. */
const ALONE_MS = 1000;

/** What takes a process, or what the processes share, away: one at a time. */
export const DEATHS: readonly Trouble[] = [
  {
    name: 'a process is killed',
    async begin(world, random) {
      world.deaths += 1;
      await pickSlot(world.slots, random).kill();
    },
    end: restartAll,
  },
  {
    name: 'the only process is killed, and starts again',
    async begin(world, random) {
      const only = pickSlot(world.slots, random);
      await Promise.all(world.slots.filter((slot) => slot !== only).map((slot) => slot.stop()));
      await sleep(ALONE_MS);
      world.deaths += 1;
      await only.kill();
      await only.start();
    },
    end: restartAll,
  },
  {
    name: 'a process is replaced',
    async begin({ slots }, random) {
      const slot = pickSlot(slots, random);
      await slot.stop();
      await slot.start();
    },
  },
  {
    name: 'both processes are replaced, one after the other',
    async begin({ slots }) {
      for (const slot of slots) {
        await slot.stop();
        await slot.start();
      }
    },
  },
  {
    name: 'Redis is killed, and comes back empty',
    async begin(world) {
      change(world, false);
      world.deaths += 1;
      await world.redis.signal('SIGKILL');
    },
    async end(world) {
      await world.redis.start();
      change(world, true);
    },
  },
  {
    name: 'Redis hangs',
    async begin(world) {
      change(world, false);
      await world.redis.signal('SIGSTOP');
    },
    async end(world) {
      await world.redis.signal('SIGCONT');
      change(world, true);
    },
  },
  {
    name: 'Redis is emptied',
    async begin(world) {
      world.deaths += 1;
      change(world, true);
      await world.inspection.send(['FLUSHALL']);
    },
  },
];

function change({ redisState }: World, isUp: boolean): void {
  redisState.isUp = isUp;
  redisState.changedAt = Date.now();
}

function pickSlot(slots: World['slots'], random: Random): Slot {
  const slot = slots[Math.floor(random() * slots.length)];
  if (slot === undefined) throw new Error('There is no process.');
  return slot;
}

async function restartAll({ slots }: World): Promise<void> {
  for (const slot of slots) await slot.start();
}
