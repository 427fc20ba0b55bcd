import { request } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '../../test/fakes/services.ts';
import type { FakeChannel } from '../../test/fakes/discord/world.ts';

/** People who were never there before: each asks once, on one of the faces, and waits for the whole answer. */
export interface SoakPeople {
  readonly ask: Readonly<Record<Face, (at: number) => Promise<void>>>;
  /** Who got no whole answer in a minute, and what they saw. */
  readonly unanswered: readonly string[];
}

/** Where they ask. */
export type Face = 'web' | 'discord' | 'slack';

const SIGN_OF_THE_END = 'AI twin of';
const LOOK_AGAIN_MS = 200;
const PATIENCE_MS = 60_000;

/** Makes people who ask the program at `url`. */
export function createSoakPeople(services: Services, url: string): SoakPeople {
  const { slack } = services;
  const askOnDiscord = createDiscordPeople(services);
  const unanswered: string[] = [];
  const note = (who: string, isWhole: boolean, seen: string): void => {
    if (!isWhole) unanswered.push(`${who}: ${JSON.stringify(seen)}`);
  };
  return {
    unanswered,
    ask: {
      async web(at) {
        const answer = await askFrom(toAddress(at), url, toQuestion(at));
        note(`web ${at}`, answer.includes('"outcome":"answered"'), answer);
      },
      async discord(at) {
        const { channelId, isWhole } = await askOnDiscord(at);
        note(`Discord ${at}`, isWhole, isWhole ? '' : lastIn(services, channelId));
      },
      async slack(at) {
        const place = { user: `U0SOAK${at}`, channel: `C0SOAK${at}` };
        const { ts } = await slack.mention({ ...place, text: toQuestion(at) });
        const shown = (): string => slack.shownIn(place.channel, ts);
        note(`Slack ${at}`, await until(() => shown().includes(SIGN_OF_THE_END)), shown());
      },
    },
  };
}

/** Each question is another one, so that none is answered from the cache. */
function toQuestion(at: number): string {
  return `What does Maya do at Lumenfold Robotics as a staff engineer in ${at}?`;
}

/** A channel of the server. Discord lets a server have 500, so they are used again and again. */
interface Channel {
  readonly place: FakeChannel;
  /** How many answers are due in it. */
  dueCount: number;
}

const CHANNELS = 400;

interface AskedOnDiscord {
  readonly channelId: string;
  readonly isWhole: boolean;
}

/** By turns a command, a mention and a direct message; resolves when it was answered whole, or patience is at its end. */
function createDiscordPeople(services: Services): (at: number) => Promise<AskedOnDiscord> {
  const { discord } = services;
  const free = Array.from({ length: CHANNELS }, (): Channel => ({ place: discord.channel(), dueCount: 0 }));
  const wholeIn = watchDiscord(services);
  return async (at) => {
    const user = discord.person(`soaker${at}`);
    const text = toQuestion(at);
    const used = at % 3 === 0 ? undefined : free.shift();
    if (used === undefined) {
      const { channelId } = discord.dm({ user, text });
      return { channelId, isWhole: await until(() => wholeIn(channelId) === 1) };
    }
    used.dueCount += 1;
    const { place, dueCount } = used;
    if (at % 3 === 1) discord.mention({ user, text, channel: place });
    else discord.slash({ user, command: 'asktwin', options: { question: text }, channel: place });
    const isWhole = await until(() => wholeIn(place.id) === dueCount);
    // One that comes too late would be taken for the next one.
    if (isWhole) free.push(used);
    return { channelId: place.id, isWhole };
  };
}

/** What stands last in a channel, and how it came about. */
function lastIn({ discord }: Services, channelId: string): string {
  const last = discord.transcript.standing({ channelId }).at(-1);
  return last === undefined ? 'nothing' : JSON.stringify(last.frames.slice(-3));
}

/** How many whole answers stand in a channel: one look at the transcript for everybody who waits, since it grows long. */
function watchDiscord({ discord }: Services): (channelId: string) => number {
  const counts = new Map<string, number>();
  let lookedAt = -Infinity;
  const look = (): void => {
    if (performance.now() - lookedAt < LOOK_AGAIN_MS) return;
    counts.clear();
    for (const { channelId, text } of discord.transcript.standing()) {
      if (text.includes(SIGN_OF_THE_END)) counts.set(channelId, (counts.get(channelId) ?? 0) + 1);
    }
    lookedAt = performance.now();
  };
  return (channelId) => {
    look();
    return counts.get(channelId) ?? 0;
  };
}

async function until(condition: () => boolean): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!condition() && performance.now() < deadline) await sleep(LOOK_AGAIN_MS / 2);
  return condition();
}

/** All of 127.0.0.0/8 is this machine: each person has an address of their own. */
function toAddress(at: number): string {
  return `127.${1 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`;
}

function askFrom(localAddress: string, url: string, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request(
      `${url}/api/ask`,
      { method: 'POST', localAddress, agent: false, headers: { 'content-type': 'application/json' } },
      (response) => void readText(response).then(resolve, reject),
    );
    asking.on('error', reject);
    asking.end(JSON.stringify({ question }));
  });
}
