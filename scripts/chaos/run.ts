import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../test/fakes/random-markdown.ts';
import { DEATHS } from './deaths.ts';
import { toEvidence } from './evidence.ts';
import { serveAnswers, SERVICE_TROUBLES } from './faults.ts';
import { check } from './invariants.ts';
import type { Verdict } from './invariants.ts';
import { listWaiting } from './left-waiting.ts';
import { watchMemory } from './memory.ts';
import { createPeople } from './people.ts';
import type { People } from './people.ts';
import { judge } from './question.ts';
import type { Question } from './question.ts';
import { makeTrouble } from './schedule.ts';
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

/** What a run has shown, and the most that one process had resident, in MB. */
export interface RunReport extends Verdict {
  readonly peakMb: number;
}

const QUESTION_EVERY_MS = 250;
const SHARE_REDELIVERED = 0.2;
const MAX_REDELIVERY_MS = 8000;
const GREEDY_TIMES = 30;
const REINGEST_EVERY_MS = 8000;
/** The greedy are served before anything goes wrong. */
const CALM_MS = 2000;
/** After the last trouble, everything must have ended by then. Slack takes the ends of some 20 streams a minute, and lets the others wait. */
const SETTLE_MS = 120_000;
/** What may never be heard of is waited for no longer. */
const UNHEARD_MS = 15_000;
const POLL_MS = 250;

interface Asking {
  readonly people: People;
  readonly questions: Question[];
  readonly endsAt: number;
  readonly onTrouble: RunOptions['onTrouble'];
}

/** Runs one schedule of troubles while people ask, lets everything settle, and judges. */
export async function runChaos({ seed, seconds, onTrouble, logs }: RunOptions): Promise<RunReport> {
  await using world = await openWorld();
  serveAnswers(world);
  const memory = watchMemory(world.slots);
  const people = createPeople(world, createRandom(seed + 1));
  const endsAt = Date.now() + seconds * 1000;
  const asking: Asking = { people, questions: [], endsAt, onTrouble };
  const greedy = people.askGreedily(GREEDY_TIMES);
  const greedyAlone: (readonly Question[])[] = [];
  const onDeath = (name: string): void => {
    onTrouble(name);
    // Asked just after Redis has gone.
    if (/^Redis (hangs|is killed)/.test(name)) setImmediate(() => greedyAlone.push(people.askGreedily(GREEDY_TIMES)));
  };
  await Promise.all([
    askAll(asking, seed),
    reingestAll(world, asking, seed),
    sleep(CALM_MS).then(() =>
      Promise.all([
        makeTrouble(world, SERVICE_TROUBLES, { random: createRandom(seed + 2), endsAt, pauseMs: 1000, onTrouble }),
        makeTrouble(world, DEATHS, { random: createRandom(seed + 3), endsAt, pauseMs: 3000, onTrouble: onDeath }),
      ]),
    ),
  ]);
  const { questions } = asking;
  const leftInJournal = await settle(world, [...questions, ...greedy, ...greedyAlone.flat()]);
  const peakMb = memory.end();
  for (const slot of world.slots) await slot.stop();
  const all = [...questions, ...greedy, ...greedyAlone.flat()];
  if (logs !== undefined) await writeTraces(logs, { seed, world, questions: all });
  return { ...check(toEvidence(world, { questions, greedy, greedyAlone, leftInJournal, peakMb })), peakMb };
}

async function askAll({ people, questions, endsAt, onTrouble }: Asking, seed: number): Promise<void> {
  const random = createRandom(seed);
  while (Date.now() < endsAt) {
    const question = people.ask();
    questions.push(question);
    if (random() < SHARE_REDELIVERED) {
      onTrouble('an event is delivered twice');
      setTimeout(() => question.redeliver(), random() * MAX_REDELIVERY_MS);
    }
    await sleep(QUESTION_EVERY_MS * 2 * random());
  }
}

async function reingestAll(
  world: World,
  { people, questions, endsAt, onTrouble }: Asking,
  seed: number,
): Promise<void> {
  const random = createRandom(seed + 4);
  for (;;) {
    await sleep(REINGEST_EVERY_MS * 2 * random());
    if (Date.now() >= endsAt) return;
    onTrouble('the files change, and are read anew');
    await world.profile.revise();
    questions.push(people.reingest());
  }
}

/** Waits until nobody waits any more; gives the turns that the journal still has. */
async function settle(world: World, questions: readonly Question[]): Promise<readonly string[]> {
  const startedAt = Date.now();
  const isOver = (question: Question): boolean => {
    const { kind } = judge(question);
    if (kind !== 'unheard') return kind !== 'hanging';
    return question.mayBeUnheard() && Date.now() > startedAt + UNHEARD_MS;
  };
  for (;;) {
    const waiting = await listWaiting(world);
    if (questions.every(isOver) && waiting.length === 0) return [];
    if (Date.now() > startedAt + SETTLE_MS) return waiting;
    await sleep(POLL_MS);
  }
}
