import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { tallyShape } from './attack-job.ts';
import type { FaceName, Tally } from './attack-job.ts';

/** Some rows, by their place in the file, for one face. */
export interface Order {
  readonly face: FaceName;
  readonly rows: readonly number[];
  readonly isQuick: boolean;
}

/** How an order ended. */
export type Outcome = { readonly tally: Tally } | { readonly crash: string };

/** Orders that one process works on at the same time: they wait for each other's pacing more than they compute. */
const AT_ONCE = 3;

const reply = z.object({ id: z.number(), tally: tallyShape });

/** Works through orders in as many processes as there are cores; a process that dies is a crash of what it had begun. */
export async function runOrders(
  path: string,
  orders: readonly Order[],
  onEnd: (order: Order, outcome: Outcome) => void,
): Promise<void> {
  const waiting = orders.map((order, id) => ({ id, order }));
  const work = async (): Promise<void> => {
    while (waiting.length > 0) await runInProcess(path, waiting, onEnd);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

type Numbered = { readonly id: number; readonly order: Order };

async function runInProcess(
  path: string,
  waiting: Numbered[],
  onEnd: (order: Order, outcome: Outcome) => void,
): Promise<void> {
  const child = fork('scripts/run.mjs', ['scripts/attacks/attack-worker.ts', path]);
  const begun = new Map<number, Order>();
  const give = (): void => {
    while (begun.size < AT_ONCE) {
      const next = waiting.shift();
      if (next === undefined) break;
      begun.set(next.id, next.order);
      child.send(next);
    }
    if (begun.size === 0) child.disconnect();
  };
  child.on('message', (message) => {
    const { id, tally } = reply.parse(message);
    const order = begun.get(id);
    if (order === undefined) return;
    begun.delete(id);
    onEnd(order, { tally });
    give();
  });
  give();
  const why = await exitOf(child);
  for (const order of begun.values()) onEnd(order, { crash: why });
}

async function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(`the process ended with ${signal ?? code}`));
  });
}
