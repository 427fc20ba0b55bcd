import { setTimeout as sleep } from 'node:timers/promises';
import type { CompletionScript } from '../../test/fakes/groq/completion-script.ts';
import type { Services } from '../../test/fakes/services.ts';

/** What one person waited for, in milliseconds after the question. */
export interface Waited {
  /** Until a first sign: a deferred reply, a status line, a placeholder. Nothing when there was none. */
  readonly signMs: number | undefined;
  /** Until the first words of the answer. */
  readonly firstTextMs: number | undefined;
  readonly wholeMs: number | undefined;
}

/** The first words of every answer. */
export const OPENING = 'Maya builds';
/** Until the model's first token, and between tokens: as fast as people read, for some five seconds. */
export const MODEL = { firstTokenMs: 200, betweenTokensMs: 40, tokenCount: 120 } as const;
const ANSWER_MS = MODEL.firstTokenMs + MODEL.betweenTokensMs * MODEL.tokenCount;
const POLL_MS = 20;
const SIGN_OF_THE_END = 'AI twin of';

/** What the model writes. */
export const ANSWER: CompletionScript = {
  deltas: [OPENING, ...Array.from({ length: MODEL.tokenCount - 2 }, (_none, at) => ` robots${at}`), ' [1].'],
  firstDelayMs: MODEL.firstTokenMs,
  delayMs: MODEL.betweenTokensMs,
};

/** One question on its way; looks when it is asked. */
type Watch = () => Waited;

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
  const { count, withinMs } = options;
  return Promise.all(Array.from({ length: count }, (_none, at) => askOne(services, { ...options, at, withinMs })));
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
  const askOn = async (_none: unknown, at: number): Promise<readonly Waited[]> => {
    await sleep((ANSWER_MS * at) / count);
    const waited: Waited[] = [];
    for (let turn = 0; performance.now() < endsAt; turn += 1) {
      waited.push(await askOne(services, { ...options, at, round: `${round}t${turn}` }));
    }
    return waited;
  };
  return (await Promise.all(Array.from({ length: count }, askOn))).flat();
}

async function askOne(services: Services, asked: CrowdOptions & { readonly at: number }): Promise<Waited> {
  const { count, round, withinMs, maxOnSlack, at } = asked;
  const onSlack = count === 1 ? 0 : Math.min(maxOnSlack, Math.floor(count / 2));
  const question = `What does Maya do at Lumenfold Robotics as a staff engineer, ${round} ${at}?`;
  const watch =
    at < onSlack ? await askOnSlack(services, `${round}a${at}`, question) : askOnDiscord(services, question);
  const deadline = performance.now() + withinMs;
  while (watch().wholeMs === undefined && performance.now() < deadline) await sleep(POLL_MS);
  return watch();
}

function askOnDiscord({ discord }: Services, question: string): Watch {
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

async function askOnSlack({ slack }: Services, name: string, question: string): Promise<Watch> {
  const place = { user: `U0${name}`, channel: `D0${name}` };
  const { ts, sentAtMs } = await slack.dm({ ...place, text: question });
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
