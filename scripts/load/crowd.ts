import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '../../test/fakes/services.ts';
import { ANSWER_MS, OPENING, toModelTimes, toQuestion } from './scripted-model.ts';

/** What one person waited for, in milliseconds after the question. */
export interface Waited {
  /** Until a first sign: a deferred reply, a status line, a placeholder. Nothing when there was none. */
  readonly signMs: number | undefined;
  /** Until the first words of the answer could be read, less what the model took over them. */
  readonly overheadMs: number | undefined;
  readonly wholeMs: number | undefined;
}

/** How often somebody looks whether the answer is whole; what is measured is the time at which it came. */
const POLL_MS = 100;
/** Stands at the end of every whole answer. */
export const SIGN_OF_THE_END = 'AI twin of';

/** What one person has seen, in milliseconds after the question. */
interface Seen {
  readonly signMs: number | undefined;
  readonly firstTextMs: number | undefined;
  readonly wholeMs: number | undefined;
}

/** One question on its way; looks when it is asked. */
type Watch = () => Seen;

/** How many people, and for how long. */
export interface CrowdOptions {
  readonly count: number;
  /** Names the questions: each is another one, so that none is answered from the cache. */
  readonly round: string;
  /** How long an answer is waited for, in milliseconds. */
  readonly withinMs: number;
  /** So many of them ask on Slack, at most. */
  readonly maxOnSlack: number;
}

/** Has so many people ask at the same moment, and waits until everybody has a whole answer or the time is over. */
export async function askAtOnce(services: Services, options: CrowdOptions): Promise<readonly Waited[]> {
  const people = Array.from({ length: options.count }, (_none, at) => at);
  const seen = await Promise.all(people.map((at) => askOne(services, options, at)));
  return toWaited(services, seen);
}

/**
 * Has so many questions on their way all the time: each person asks, reads the whole answer, and asks again. They begin
 * one after the other, as people do.
 */
export async function keepAsking(
  services: Services,
  options: CrowdOptions & { readonly forMs: number },
): Promise<readonly Waited[]> {
  const { count, round, forMs } = options;
  const endsAt = performance.now() + forMs;
  const askOn = async (_none: unknown, at: number): Promise<readonly Named[]> => {
    await sleep((ANSWER_MS * at) / count);
    const seen: Named[] = [];
    for (let turn = 0; performance.now() < endsAt; turn += 1) {
      seen.push(await askOne(services, { ...options, round: `${round}t${turn}` }, at));
    }
    return seen;
  };
  return toWaited(services, (await Promise.all(Array.from({ length: count }, askOn))).flat());
}

/** What was seen of the question of that name. */
interface Named extends Seen {
  readonly name: string;
}

async function askOne(services: Services, asked: CrowdOptions, at: number): Promise<Named> {
  const { count, round, withinMs, maxOnSlack } = asked;
  const onSlack = count === 1 ? 0 : Math.min(maxOnSlack, Math.floor(count / 2));
  const name = `${round}-${at}`;
  const watch = at < onSlack ? await askOnSlack(services, name) : askOnDiscord(services, name);
  const deadline = performance.now() + withinMs;
  while (watch().wholeMs === undefined && performance.now() < deadline) await sleep(POLL_MS);
  return { name, ...watch() };
}

function toWaited({ groq }: Services, all: readonly Named[]): readonly Waited[] {
  const modelTimes = toModelTimes(groq.calls);
  return all.map(({ name, signMs, firstTextMs, wholeMs }) => {
    const modelMs = modelTimes.get(name);
    const isKnown = firstTextMs !== undefined && modelMs !== undefined;
    return { signMs, wholeMs, overheadMs: isKnown ? firstTextMs - modelMs : undefined };
  });
}

function askOnDiscord({ discord }: Services, name: string): Watch {
  const question = toQuestion(name);
  const channel = discord.channel();
  const asked = discord.slash({ user: discord.person(), command: 'asktwin', options: { question }, channel });
  const { createdAt } = asked;
  return () => {
    const frames = discord.transcript.standing({ channelId: channel.id })[0]?.frames ?? [];
    return {
      signMs: asked.ackedAt === undefined ? undefined : asked.ackedAt - createdAt,
      firstTextMs: toMs(createdAt, frames.find(({ text }) => isOpening(text))?.at),
      wholeMs: toMs(createdAt, frames.find(({ text }) => text.includes(SIGN_OF_THE_END))?.at),
    };
  };
}

async function askOnSlack({ slack }: Services, name: string): Promise<Watch> {
  const place = { user: `U0${name}`, channel: `D0${name}` };
  const { ts, sentAtMs } = await slack.dm({ ...place, text: toQuestion(name) });
  return () => {
    const frames = slack.botMessages(place.channel, ts).flatMap((message) => message.frames);
    const status = slack.workspace.statuses.find(({ threadTs }) => threadTs === ts);
    return {
      signMs: toMs(sentAtMs, status?.atMs ?? frames[0]?.atMs),
      firstTextMs: toMs(sentAtMs, frames.find(({ text }) => isOpening(text))?.atMs),
      wholeMs: toMs(sentAtMs, frames.find(({ text }) => text.includes(SIGN_OF_THE_END))?.atMs),
    };
  };
}

/** Whether a text begins as the model does: its first word is enough. */
function isOpening(text: string): boolean {
  const start = text.trim();
  return start.startsWith(OPENING) || (start !== '' && OPENING.startsWith(start));
}

function toMs(from: number, at: number | undefined): number | undefined {
  return at === undefined ? undefined : at - from;
}
