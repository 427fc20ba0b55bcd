import { expect, test, vi } from 'vitest';
import { createBench, PATIENT, ROOMY } from '../fakes/discord/discord-bench.ts';
import { openDm } from '../fakes/discord/world.ts';
import { toDeltas } from '../fakes/scripted-generator.ts';
import type { FakeDiscord } from '../fakes/discord/fake-discord.ts';
import type { RouteName } from '../fakes/discord/routes.ts';
import type { Fault } from '../fakes/discord/scripted-faults.ts';
import type { MessageTranscript } from '../fakes/discord/transcript.ts';
import type { FakeUser } from '../fakes/discord/world.ts';

/** Codes with which Discord refuses to show something, for ever. */
const CODES = [
  10003, 10008, 10015, 10062, 20016, 30046, 40005, 40060, 50001, 50005, 50006, 50007, 50008, 50013, 50024, 50027, 50035,
  50083, 50109, 50278, 160002, 160005, 200000, 240000,
];

const KINDS = ['small', 'big', 'old', 'new', 'red', 'blue', 'green', 'grey', 'fast', 'slow'];
const THINGS = ['box', 'shelf', 'door', 'wheel', 'lamp', 'belt'];
/** Takes two messages. */
const TEXT = KINDS.flatMap((kind) => THINGS.map((thing) => `The ${kind} robot moves the ${kind} ${thing} away.`)).join(
  ' ',
);
const WORDS = toWords(TEXT);

/** Every kind of request that shows a reply, and what in its body tells it from the others of its route. */
const REQUESTS: readonly { readonly by: 'mention' | 'command'; readonly route: RouteName; readonly text: string }[] = [
  { by: 'mention', route: 'channel.create', text: '' },
  { by: 'mention', route: 'channel.create', text: '-1"' },
  { by: 'mention', route: 'channel.edit', text: '' },
  { by: 'mention', route: 'channel.edit', text: 'AI twin of' },
  { by: 'command', route: 'webhook.edit', text: '' },
  { by: 'command', route: 'webhook.edit', text: 'AI twin of' },
  { by: 'command', route: 'webhook.create', text: '' },
];

test.concurrent.each(CODES)(
  '%i on any request ends with the whole answer, or with a word to the one who asked',
  async (code) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake, twin } = bench;
    twin.generator.script = { deltas: toDeltas(TEXT, 40), intervalMs: 8 };

    // Only what needs the token of a command can meet that it has run out.
    const requests = TOKEN_CODES.includes(code) ? REQUESTS.filter(({ by }) => by === 'command') : REQUESTS;
    const asked = requests.map((request) => ask(fake, request, { type: 'status', status: statusOf(code), code }));

    await vi.waitUntil(() => twin.logger.of('delivery.completed').length === requests.length, PATIENT);
    await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);
    const ends = asked.map((seen, at) => `${requests[at]?.route} ${requests[at]?.text}: ${endOf(fake, seen)}`);
    expect(ends.filter((end) => !/: (whole|told)$/.test(end))).toEqual([]);
  },
);

/** What passes, and whatever else may go wrong with a request; twice in a row. */
const PASSING: readonly { readonly name: string; readonly fault: Fault }[] = [
  ...[20028, 20029, 40003, 40004, 40062, 130000].map((code) => ({
    name: String(code),
    fault: { type: 'status', status: 400, code } as const,
  })),
  { name: 'a 429', fault: { type: 'rateLimited', retryAfterMs: 200 } },
  { name: 'a 502', fault: { type: 'status', status: 502 } },
  { name: 'a reset before it took effect', fault: { type: 'reset', isDone: false } },
  { name: 'a reset after it took effect', fault: { type: 'reset', isDone: true } },
];

test.concurrent.each(PASSING)('$name on every kind of request ends with the whole answer, once', async ({ fault }) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  twin.generator.script = { deltas: toDeltas(TEXT, 40), intervalMs: 8 };
  for (const { route, text } of REQUESTS) fake.faults.nextWith(text, route, fault, fault);

  const asked = REQUESTS.map((request) => ask(fake, request));

  await vi.waitUntil(() => twin.logger.of('delivery.completed').length === REQUESTS.length, PATIENT);
  await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);
  expect(asked.map((seen) => endOf(fake, seen))).toEqual(REQUESTS.map(() => 'whole'));
  expect(asked.map(({ channelId }) => fake.transcript.standing({ channelId }).length)).toEqual(REQUESTS.map(() => 2));
});

/** Says in a DM why the answer is, or goes on, there. */
const NOTICE = /^.* [Ss]o I answer here\.$/;
const TOKEN_CODES: readonly number[] = [10015, 50027];
/** Codes that close a whole place: then what stands in it stays as it is. */
const PLACE_CODES: readonly number[] = [10003, 10008, 20016, 50001, 50008, 50013, 50024, 50083, 160005];

interface Seen {
  readonly user: FakeUser;
  readonly channelId: string;
  /** What stands cannot be edited any more, so that its Stop button stays; whoever presses it is told. */
  readonly isStuck: boolean;
}

/** Every request of that kind meets the fault. */
function ask(fake: FakeDiscord, { by, route, text }: (typeof REQUESTS)[number], fault?: Fault): Seen {
  const [user, channel] = [fake.person(), fake.channel()];
  const question = 'Where do you work?';
  if (by === 'mention') {
    fake.mention({ user, channel, text: question });
    if (fault !== undefined) fake.faults.standing(`/channels/${channel.id}/`, route, fault, text);
  } else {
    const { token } = fake.slash({ user, channel, command: 'asktwin', options: { question } });
    if (fault !== undefined) fake.faults.standing(token, route, fault, text);
  }
  return { user, channelId: channel.id, isStuck: route.endsWith('.edit') && (text === '' || isPlaceFault(fault)) };
}

/** What the one who asked has in the end: `whole`, `told`, or what is wrong. */
function endOf(fake: FakeDiscord, { user, channelId, isStuck }: Seen): string {
  const dm = openDm(fake.world, user.id).id;
  const here = fake.transcript.standing({ channelId });
  const inDm = fake.transcript.standing({ channelId: dm });
  const standing = [...here, ...inDm];
  if (!isStuck && standing.some(({ buttons }) => buttons.includes('Stop'))) return 'a Stop button that stops nothing';
  if (standing.some(({ text }) => text === '')) return 'thinking for ever';
  if (standing.filter(({ text }) => text.includes('-# AI twin of')).length > 1) return 'ended twice';
  // A message that cannot be edited any more is said anew where the answer goes on.
  const isWhole = [standing, [...here.slice(0, -1), ...inDm]].some((messages) => toText(messages).includes(WORDS));
  if (isWhole && toText(standing).includes('AI twin of')) return 'whole';
  return toText(standing).includes('so I stopped') ? 'told' : `silence: ${toText(standing)}`;
}

function toText(messages: readonly MessageTranscript[]): string {
  return toWords(messages.map(({ text }) => text.replace(NOTICE, '')).join(' '));
}

function isPlaceFault(fault: Fault | undefined): boolean {
  return fault?.type === 'status' && PLACE_CODES.includes(fault.code ?? 0);
}

function statusOf(code: number): number {
  if ([10003, 10008, 10015, 10062].includes(code)) return 404;
  if (code === 50027) return 401;
  return [50001, 50005, 50007, 50013, 50278].includes(code) ? 403 : 400;
}

function toWords(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
