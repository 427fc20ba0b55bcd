import { z } from 'zod';
import { faceNameShape, runAttackJob } from './attack-job.ts';
import { readRows } from './rows.ts';

/** Which rows of the file are meant, by their place in it. */
export const orderShape = z.object({
  face: faceNameShape,
  rows: z.array(z.number()).readonly(),
  isQuick: z.boolean(),
});

/** Runs jobs that the parent process sends, until it hangs up. Sends each one's tally back, with its `id`. */
export async function main([path = '']: readonly string[]): Promise<number> {
  const all = await readRows(path);
  const run = async (message: unknown): Promise<void> => {
    const { id, order } = z.object({ id: z.number(), order: orderShape }).parse(message);
    const rows = all.filter((_row, at) => order.rows.includes(at));
    const tally = await runAttackJob({ ...order, rows });
    process.send?.({ id, tally });
  };
  // What fails here ends the process, and the parent counts that as a crash.
  process.on('message', (message) => void run(message));
  await new Promise((resolve) => process.once('disconnect', resolve));
  return 0;
}
