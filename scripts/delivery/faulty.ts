import type { Fault } from './platform.ts';
import { varied, type Scenario } from './run-scenario.ts';

const FAULTS: readonly Fault[] = ['rate_limited', 'unavailable', 'reset'];
const DISCORD_KINDS: readonly string[] = ['create', 'edit'];
const SLACK_KINDS: readonly string[] = [
  'chat.startStream',
  'chat.appendStream',
  'chat.stopStream',
  'chat.postMessage',
  'chat.update',
];

/** Every kind of call goes wrong in every way: its first, and each third of them. */
export const FAULTY: readonly Scenario[] = [...DISCORD_KINDS, ...SLACK_KINDS].flatMap((kind) =>
  FAULTS.flatMap((fault) => [
    toFaulty(`first ${kind} ${fault}`, kind, (count) => (count === 0 ? fault : undefined)),
    toFaulty(`each third ${kind} ${fault}`, kind, (count) => (count % 3 === 2 ? fault : undefined)),
  ]),
);

function toFaulty(name: string, kind: string, plan: (count: number) => Fault | undefined): Scenario {
  const isSlack = kind.startsWith('chat.');
  // Without a stream Slack is posted and edited.
  const isEdited = kind === 'chat.postMessage' || kind === 'chat.update';
  return {
    name,
    roundTripMs: 150,
    place: isSlack ? { kind: 'slack' } : { kind: 'discord', limit: { maxCount: 5, windowMs: 5_000, kind: 'fixed' } },
    plan: (random) => [
      { startMs: 0, person: 'one', tokensPerSecond: 60, text: varied(250, random) },
      { startMs: 400, person: 'other', tokensPerSecond: 100, text: varied(250, random) },
    ],
    planFault(called, count) {
      if (isEdited && called === 'chat.startStream') return 'unavailable';
      return called === kind ? plan(count) : undefined;
    },
  };
}
