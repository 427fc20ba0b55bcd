import { createRandom } from '../../test/fakes/random-markdown.ts';
import { toTurnId } from '../../src/core/turn.ts';
import { playAnswer, writeText } from './answer-script.ts';
import type { AnswerScript, WrittenToken } from './answer-script.ts';
import type { Algorithm, Place } from './deliverer.ts';
import { measureShowing } from './measure.ts';
import type { Showing } from './measure.ts';
import { createPlatform, normal } from './platform.ts';
import type { Fault, SeenFrame } from './platform.ts';
import { createVirtualClock, forever } from './virtual-clock.ts';

/** Answers that are asked for at certain moments, and a platform. */
export interface Scenario {
  readonly name: string;
  readonly place: Place;
  readonly roundTripMs: number;
  /** The answers of one run. */
  readonly plan: (random: () => number) => readonly PlannedAnswer[];
  readonly planFault?: (kind: string, count: number) => Fault | undefined;
}

/** One answer of a scenario. */
export interface PlannedAnswer extends AnswerScript {
  readonly startMs: number;
  readonly person: string;
  /** Only there to be remembered by the process; not measured. */
  readonly isEarlier?: boolean;
}

/** What came of one run. */
export interface Run {
  readonly answers: readonly AnswerRun[];
  readonly requestCount: number;
  readonly limitedCount: number;
}

/** One answer of a run. */
export interface AnswerRun extends Showing {
  readonly text: string;
  readonly written: readonly WrittenToken[];
  readonly frames: readonly SeenFrame[];
  readonly startMs: number;
  readonly completeAt: number;
}

/** Runs a scenario once, with the numbers of a seed. */
export async function runScenario(scenario: Scenario, algorithm: Algorithm, seed: number): Promise<Run> {
  const clock = createVirtualClock();
  const answers = scenario.plan(createRandom(seed));
  const { roundTripMs, planFault } = scenario;
  const faults = planFault === undefined ? {} : { planFault };
  const platform = createPlatform({ clock, random: createRandom(seed + 1_000_003), roundTripMs, ...faults });
  const deliverer = algorithm.create(platform, scenario.place);

  const runOne = async (
    { startMs, person, isEarlier: _unmeasured, ...script }: PlannedAnswer,
    at: number,
  ): Promise<AnswerRun> => {
    await clock.sleep(startMs, forever);
    const thread = `answer${at}`;
    const written: WrittenToken[] = [];
    const events = playAnswer(script, { clock, turnId: toTurnId(thread), written });
    await deliverer.deliver({ thread, person, events }).catch(() => undefined);
    const frames = platform.framesOf(thread);
    const showing = measureShowing(script.text, written, frames, clock.now());
    const completeAt = (written.at(-1)?.at ?? 0) + showing.completeMs;
    return { ...showing, text: script.text, written, frames, startMs, completeAt };
  };
  const shown = await clock.run(Promise.all(answers.map(runOne)));
  return {
    answers: shown.filter((_one, at) => answers[at]?.isEarlier !== true),
    requestCount: platform.requestCount,
    limitedCount: platform.limitedCount,
  };
}

/** The longest that is sure to go into one message, against the middle length. */
const ONE_MESSAGE = 1.35;

/** Text of about `tokens` tokens, as answers differ: from two fifths of it to `most` times as long. */
export function varied(tokens: number, random: () => number, most = ONE_MESSAGE): string {
  const share = Math.min(most, Math.max(0.4, Math.exp(0.35 * normal(random))));
  return writeText(Math.round(tokens * share) * 4, random);
}
