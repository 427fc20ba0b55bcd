import { toPlaceKey, toTenantKey } from '../../core/turn.ts';
import type { Turn } from '../../core/turn.ts';

/** The server and the channel of a question; neither has a key of its own outside of servers. */
export function whereabouts(guildId: string | null, channelId: string): Pick<Turn, 'tenant' | 'place'> {
  if (guildId === null) return {};
  const tenant = toTenantKey('discord', guildId);
  return { tenant, place: toPlaceKey(tenant, channelId) };
}
