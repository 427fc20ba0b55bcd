import { PermissionFlagsBits } from 'discord.js';
import { toPlaceKey, toTenantKey } from '../../core/turn.ts';
import type { BaseInteraction } from 'discord.js';
import type { Turn } from '../../core/turn.ts';

/** The server and the channel of a question; neither has a key of its own outside of servers. */
export function whereabouts(guildId: string | null, channelId: string): Pick<Turn, 'tenant' | 'place'> {
  if (guildId === null) return {};
  const tenant = toTenantKey('discord', guildId);
  return { tenant, place: toPlaceKey(tenant, channelId) };
}

/** Whether the bot may read what stands where it was called: always in its own DM. */
export function isReadable({ guildId, appPermissions }: Pick<BaseInteraction, 'guildId' | 'appPermissions'>): boolean {
  const { ViewChannel, ReadMessageHistory } = PermissionFlagsBits;
  return guildId === null || appPermissions.has(ViewChannel | ReadMessageHistory);
}
