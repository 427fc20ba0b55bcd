/** Every call that the fake knows, by a short name for faults and logs. */
export type RouteName =
  | 'gateway'
  | 'me'
  | 'application'
  | 'commands.read'
  | 'commands.write'
  | 'interaction.ack'
  | 'webhook.create'
  | 'webhook.read'
  | 'webhook.edit'
  | 'webhook.delete'
  | 'channel.create'
  | 'channel.list'
  | 'channel.read'
  | 'channel.edit'
  | 'channel.type'
  | 'channel.delete'
  | 'channel.change'
  | 'channel.react'
  | 'dm.open';

/** A route that matched. */
export interface RouteMatch {
  readonly name: RouteName;
  /** False for the calls that the interaction's own token lets in. */
  readonly isBotOnly: boolean;
  /** The bucket that it counts against; undefined for calls that have room enough. */
  readonly bucket: string | undefined;
  /** The decoded parts of the path. */
  readonly parts: readonly string[];
}

interface Route {
  readonly name: RouteName;
  readonly method: string;
  readonly path: RegExp;
  readonly isBotOnly: boolean;
  readonly toBucket?: (parts: readonly string[]) => string;
}

const ID = String.raw`(\d{17,19})`;
const TOKEN = '([^/]+)';
const bot = (name: RouteName, method: string, path: string, toBucket?: Route['toBucket']): Route => ({
  name,
  method,
  path: new RegExp(`^${path}$`),
  isBotOnly: true,
  ...(toBucket === undefined ? {} : { toBucket }),
});
const open = (name: RouteName, method: string, path: string, toBucket?: Route['toBucket']): Route => ({
  ...bot(name, method, path, toBucket),
  isBotOnly: false,
});
const byChannel = ([channelId]: readonly string[]): string => `channel-messages:${channelId}`;
const byToken = ([, token]: readonly string[]): string => `webhook:${token}`;

const ROUTES: readonly Route[] = [
  bot('gateway', 'GET', '/gateway/bot'),
  bot('me', 'GET', '/users/@me'),
  bot('application', 'GET', '/(?:oauth2/)?applications/@me'),
  bot('commands.read', 'GET', `/applications/${ID}/commands`),
  bot('commands.write', 'PUT', `/applications/${ID}/commands`),
  bot('commands.read', 'GET', `/applications/${ID}/guilds/${ID}/commands`),
  bot('commands.write', 'PUT', `/applications/${ID}/guilds/${ID}/commands`),
  open('interaction.ack', 'POST', `/interactions/${ID}/${TOKEN}/callback`),
  open('webhook.create', 'POST', `/webhooks/${ID}/${TOKEN}`, byToken),
  open('webhook.read', 'GET', `/webhooks/${ID}/${TOKEN}/messages/${TOKEN}`),
  open('webhook.edit', 'PATCH', `/webhooks/${ID}/${TOKEN}/messages/${TOKEN}`, byToken),
  open('webhook.delete', 'DELETE', `/webhooks/${ID}/${TOKEN}/messages/${TOKEN}`),
  bot('channel.create', 'POST', `/channels/${ID}/messages`, byChannel),
  bot('channel.list', 'GET', `/channels/${ID}/messages`),
  bot('channel.read', 'GET', `/channels/${ID}/messages/${ID}`),
  bot('channel.edit', 'PATCH', `/channels/${ID}/messages/${ID}`, byChannel),
  bot('channel.delete', 'DELETE', `/channels/${ID}/messages/${ID}`),
  bot('channel.change', 'PATCH', `/channels/${ID}`),
  bot('channel.type', 'POST', `/channels/${ID}/typing`),
  bot('channel.react', 'PUT', `/channels/${ID}/messages/${ID}/reactions/${TOKEN}/@me`),
  bot('dm.open', 'POST', '/users/@me/channels'),
];

/** Finds the route of a call; `path` begins after `/v10`. */
export function matchRoute(method: string, path: string): RouteMatch | undefined {
  for (const { name, method: wanted, path: pattern, isBotOnly, toBucket } of ROUTES) {
    const match = wanted === method ? pattern.exec(path) : null;
    if (match === null) continue;
    const parts = match.slice(1).map((part) => decodeURIComponent(part));
    return { name, isBotOnly, bucket: toBucket?.(parts), parts };
  }
  return undefined;
}
