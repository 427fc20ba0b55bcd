import { toUserKey } from '../../../core/turn.ts';
import { toCommandTarget, toExpiresAt } from '../reply/reply-target.ts';
import { whereabouts } from '../whereabouts.ts';
import type { TakenEvent } from '../../../core/intake/intake.ts';
import type { CommandReply } from './command-reply.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { CommandPlace } from '../reply/reply-target.ts';
import { NOT_NEEDED } from '../../../support/not-needed.ts';

/** What is taken. */
export interface TakenCommand {
  readonly place: CommandPlace;
  /** Nothing outside of servers. */
  readonly guildId: string | null;
  /** Whether it says nothing of a person: then a command that has the person forgotten does not find itself. */
  readonly isAnonymous: boolean;
}

/**
 * Claims a command and writes down who waits for it. Done before it is acknowledged, so that no "thinking…" is shown that
 * nobody knows of; a kill before that leaves a command that Discord itself calls failed after 3 s. A command that is
 * claimed already gives nothing.
 */
export async function takeCommand(
  { core, logger }: DiscordContext,
  { place, guildId, isAnonymous }: TakenCommand,
): Promise<TakenEvent | undefined> {
  const arrival = {
    face: 'discord',
    user: toUserKey('discord', isAnonymous ? 'command' : place.userId),
    tenant: whereabouts(guildId, place.channelId).tenant,
    target: toCommandTarget(place),
    expiresAt: toExpiresAt(place.createdAt),
  } as const;
  try {
    return await core.intake.take({ ...arrival, ids: [`discord:${place.interaction.id}`] });
  } catch (error) {
    logger.warn({ event: 'discord.claim_failed', err: error });
    return core.intake.begin(arrival);
  }
}

/** The acknowledgement waits this long for the store, and goes out without it then. */
const TAKE_WITHIN_MS = 300;

/** Takes a command that needs no more than its acknowledgement; gives `false` when somebody else has it. */
export async function takeInTime({ core }: DiscordContext, reply: Pick<CommandReply, 'take'>): Promise<boolean> {
  const timer = new AbortController();
  const tooLong = core.clock.sleep(TAKE_WITHIN_MS, timer.signal).then(
    () => 'late' as const,
    () => 'late' as const,
  );
  try {
    return (await Promise.race([reply.take({ isAnonymous: true }), tooLong])) !== undefined;
  } finally {
    timer.abort(NOT_NEEDED);
  }
}
