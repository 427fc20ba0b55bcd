import { expect, test } from 'vitest';
import type { Fault } from '../fakes/slack/faults.ts';
import { createReplyBench, type ReplyBench } from '../fakes/slack/reply-bench.ts';
import { wordAt } from '../fakes/word-at.ts';

const WORDS = Array.from({ length: 24 }, (_none, at) => wordAt(at));
const DELTAS = [0, 6, 12, 18].map((at) => `${WORDS.slice(at, at + 6).join(' ')} `);
const LONG = [...DELTAS, `${'word '.repeat(900)}`, 'end.'];

/** How an answer ends, by what happens before its deltas. */
interface Ending {
  readonly name: string;
  readonly deltas?: readonly string[];
  readonly prepare?: (bench: ReplyBench) => void;
  readonly before?: (bench: ReplyBench, at: number) => unknown;
}

const FAULTS: readonly Fault[] = [
  { kind: 'rate_limit', retryAfterSeconds: 1 },
  { kind: 'status', status: 503 },
  { kind: 'reset', isTaken: false },
  { kind: 'reset', isTaken: true },
  { kind: 'error', code: 'channel_type_not_supported' },
  { kind: 'error', code: 'is_archived' },
];
const METHODS = ['chat.startStream', 'chat.appendStream', 'chat.stopStream'] as const;

const ENDINGS: readonly Ending[] = [
  { name: 'an answer that is whole' },
  { name: 'an answer in two messages', deltas: LONG },
  { name: 'an answer without a word', deltas: [] },
  { name: 'an answer that is stopped', before: (bench, at) => at === 2 && bench.fake.stopStreams() },
  {
    name: 'an answer in a thread that is archived after its first words',
    before: (bench, at) => at === 1 && bench.fake.workspace.closed.set(bench.channel, 'is_archived'),
  },
  {
    name: 'a second message that finds its thread archived',
    deltas: LONG,
    before: (bench, at) => at === 4 && bench.fake.workspace.closed.set(bench.channel, 'is_archived'),
  },
  ...METHODS.flatMap((method) =>
    FAULTS.flatMap((fault) => [
      {
        name: `${method} with ${JSON.stringify(fault)}`,
        prepare: (bench: ReplyBench) => bench.fake.fail(method, fault),
      },
      {
        name: `${method} with ${JSON.stringify(fault)} each time`,
        prepare: (bench: ReplyBench) => bench.fake.fail(method, fault, { times: 40 }),
      },
    ]),
  ),
];

test.concurrent.each(ENDINGS)('$name leaves no call taken', async ({ deltas = DELTAS, prepare, before }) => {
  await using bench = await createReplyBench();
  prepare?.(bench);

  await bench.deliver(deltas, (at) => before?.(bench, at));

  expect(bench.openTickets).toEqual([]);
});
