import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../test/fakes/random-markdown.ts';
import type { Random } from '../../test/fakes/random-markdown.ts';
import { DEATHS, serveAnswers, SERVICE_TROUBLES } from './faults.ts';
import type { Trouble } from './faults.ts';
import { check } from './invariants.ts';
import type { Verdict } from './invariants.ts';
import { createPeople } from './people.ts';
import { judge, mayBeUnheard } from './question.ts';
import type { Question } from './question.ts';
import { writeTraces } from './traces.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

/** How long and how hard. */
export interface RunOptions {
  readonly seed: number;
  readonly seconds: number;
  /** Called with each trouble as it begins. */
  readonly onTrouble: (name: string) => void;
  /** Where the logs of the processes and what was seen of each question are written. */
  readonly logs?: string | undefined;
}

const QUESTION_EVERY_MS = 250;
const SHARE_REDELIVERED = 0.2;
const MAX_REDELIVERY_MS = 8000;
const GREEDY_TIMES = 30;
/** After the last trouble, everything must have ended by then. */
const SETTLE_MS = 70_000;
/** What may never be heard of is waited for no longer. */
const UNHEARD_MS = 15_000;
const POLL_MS = 250;

/** Runs one schedule of troubles while people ask, lets everything settle, and judges. */
export async function runChaos({ seed, seconds, onTrouble, logs }: RunOptions): Promise<Verdict> {
  await using world = await openWorld();
  serveAnswers(world);
  const random = createRandom(seed);
  const endsAt = Date.now() + seconds * 1000;
  const people = createPeople(world, createRandom(seed + 1));
  const questions: Question[] = [];
  const greedy: Question[] = [];
  const askAll = async (): Promise<void> => {
    greedy.push(...people.askGreedily(GREEDY_TIMES));
    while (Date.now() < endsAt) {
      const question = people.ask();
      questions.push(question);
      if (random() < SHARE_REDELIVERED) setTimeout(() => question.redeliver(), random() * MAX_REDELIVERY_MS);
      await sleep(QUESTION_EVERY_MS * 2 * random());
    }
  };
  await Promise.all([
    askAll(),
    makeTrouble(world, SERVICE_TROUBLES, { random: createRandom(seed + 2), endsAt, pauseMs: 1500, onTrouble }),
    makeTrouble(world, DEATHS, { random: createRandom(seed + 3), endsAt, pauseMs: 4000, onTrouble }),
  ]);
  await settle([...questions, ...greedy]);
  const residentMb = Math.max(...(await Promise.all(world.slots.map((slot) => slot.residentMb()))));
  for (const slot of world.slots) await slot.stop();
  if (logs !== undefined) await writeTraces(logs, { seed, world, questions: [...questions, ...greedy] });
  return check(world, { questions, greedy, residentMb });
}

interface Schedule {
  readonly random: Random;
  readonly endsAt: number;
  /** Between two troubles, at most twice as long. */
  readonly pauseMs: number;
  readonly onTrouble: (name: string) => void;
}

/** One trouble after the other, each for up to six seconds. */
async function makeTrouble(
  world: World,
  troubles: readonly Trouble[],
  { random, endsAt, pauseMs, onTrouble }: Schedule,
): Promise<void> {
  for (;;) {
    await sleep(pauseMs * 2 * random());
    if (Date.now() >= endsAt) return;
    const trouble = troubles[Math.floor(random() * troubles.length)];
    if (trouble === undefined) return;
    onTrouble(trouble.name);
    await trouble.begin(world, random);
    await sleep(500 + random() * 5500);
    await trouble.end?.(world);
  }
}

async function settle(questions: readonly Question[]): Promise<void> {
  const startedAt = Date.now();
  const isOver = (question: Question): boolean => {
    const { kind } = judge(question);
    if (kind !== 'unheard') return kind !== 'hanging';
    return mayBeUnheard(question) && Date.now() > startedAt + UNHEARD_MS;
  };
  while (!questions.every(isOver) && Date.now() < startedAt + SETTLE_MS) await sleep(POLL_MS);
}
