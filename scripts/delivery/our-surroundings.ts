import type { DiscordApi } from '../../src/adapters/discord/rest/discord-api.ts';
import type { SlackCalls } from '../../src/adapters/slack/slack-calls.ts';
import { UpstreamError } from '../../src/core/errors.ts';
import type { Service } from '../../src/core/errors.ts';
import type { Clock, Logger } from '../../src/core/ports.ts';
import { createIntake } from '../../src/core/intake/create-intake.ts';
import type { Intake } from '../../src/core/intake/intake.ts';
import type { JournalStore } from '../../src/core/state-store.ts';
import { PlatformError } from './platform.ts';

const ignore = (): void => undefined;

/** Says nothing. */
export const SILENT: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
  child: () => SILENT,
};

const NO_JOURNAL: JournalStore = {
  begin: async () => true,
  put: async () => true,
  remove: async () => true,
  restore: async () => undefined,
  renew: async () => undefined,
  takeOver: async () => [],
  list: async () => [],
};

/** Takes everything, and writes down nothing. */
export function createNoIntake(clock: Clock): Intake {
  return createIntake({ journal: NO_JOURNAL, clock, logger: SILENT });
}

const unused = (): never => {
  throw new Error('The simulation does not know this call.');
};

/** Every call of Discord, to be put in by those that the simulation knows. */
export const UNUSED_DISCORD: DiscordApi = {
  isSparing: () => false,
  application: unused,
  gateway: unused,
  readCommands: unused,
  writeCommands: unused,
  defer: unused,
  acknowledgePress: unused,
  reply: unused,
  editReply: unused,
  readReply: unused,
  deleteReply: unused,
  followUp: unused,
  createMessage: unused,
  deleteMessage: unused,
  unarchive: unused,
  editMessage: unused,
  readMessage: unused,
  readMessages: unused,
  type: unused,
  react: unused,
  openDm: unused,
};

/** The same for Slack. */
export const UNUSED_SLACK: SlackCalls = {
  post: unused,
  update: unused,
  whisper: unused,
  startStream: unused,
  appendStream: unused,
  stopStream: unused,
  remove: unused,
  isShared: unused,
  replies: unused,
};

/** Makes of a platform's refusal what the adapters make of it. */
export async function translated<T>(service: Service, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { fault, retryAfterMs } = error;
    const kind = fault === 'rate_limited' ? fault : 'unavailable';
    throw new UpstreamError({ service, kind, message: fault, retryAfterMs, cause: error });
  }
}
