import { describe, expect, test } from 'vitest';
import { audienceOfPlace as audienceOnDiscord } from '../../../src/adapters/discord/audience-of-place.ts';
import { audienceOfPlace as audienceOnSlack } from '../../../src/adapters/slack/audience-of-place.ts';
import { audienceOfPlace as audienceOnWeb } from '../../../src/adapters/web/audience-of-place.ts';

describe('on Discord', () => {
  const trusted = { memberGuilds: new Set(['42']), admins: new Set(['discord:7', 'slack:8']) };

  test.each([
    ['a server', { guildId: '1', userId: '9' }, 'public'],
    ['a server that is named', { guildId: '42', userId: '9' }, 'members'],
    ['an admin in a server', { guildId: '1', userId: '7' }, 'public'],
    ['an admin in a server that is named', { guildId: '42', userId: '7' }, 'members'],
    ['a direct message', { guildId: null, userId: '9' }, 'public'],
    ['an admin’s direct message', { guildId: null, userId: '7' }, 'owner'],
    ['a direct message with an id that is an admin’s on Slack', { guildId: null, userId: '8' }, 'public'],
    ['an admin’s talk with others', { guildId: null, userId: '7', isShared: true }, 'public'],
  ] as const)('%s is for its audience', (_name, place, audience) => {
    expect(audienceOnDiscord(trusted, place)).toBe(audience);
  });
});

describe('on Slack', () => {
  const admins = new Set(['slack:U7', 'discord:8']);
  const place = { user: 'U9', isDirect: false, isExternal: false };

  test.each([
    ['a channel', {}, 'members'],
    ['a direct message', { isDirect: true }, 'members'],
    ['an admin in a channel', { user: 'U7' }, 'members'],
    ['an admin’s direct message', { user: 'U7', isDirect: true }, 'owner'],
    ['a channel with other organisations', { isExternal: true }, 'public'],
    ['an admin in a channel with other organisations', { user: 'U7', isExternal: true }, 'public'],
    ['a direct message of another organisation', { user: 'U7', isDirect: true, isExternal: true }, 'public'],
  ] as const)('%s is for its audience', (_name, fields, audience) => {
    expect(audienceOnSlack(admins, { ...place, ...fields })).toBe(audience);
  });
});

describe('on the web', () => {
  const here = { remoteAddress: '127.0.0.1', httpVersion: '1.1', headers: { host: 'localhost:3000' } };

  test.each([
    ['this machine', {}],
    ['this machine over IPv6', { remoteAddress: '::1', headers: { host: '[::1]:3000' } }],
    ['this machine on a socket for both', { remoteAddress: '::ffff:127.0.0.1' }],
    ['a browser on this machine', { headers: { host: '127.0.0.1', origin: 'http://127.0.0.1', accept: '*/*' } }],
  ])('a request from %s is the owner’s', (_name, fields) => {
    expect(audienceOnWeb({ ...here, ...fields })).toBe('owner');
  });

  test.each([
    ['another machine', { remoteAddress: '192.168.0.7' }],
    ['nobody knows where', { remoteAddress: undefined }],
    ['another machine that claims a loopback name', { remoteAddress: '10.0.0.1' }],
    ['a name that is not this machine’s', { headers: { host: 'twin.example' } }],
    ['a name that only begins like it', { headers: { host: '127.0.0.1.attacker.example' } }],
    ['no name', { headers: {} }],
    ['a proxy that speaks HTTP/1.0', { httpVersion: '1.0' }],
  ])('a request from %s is anybody’s', (_name, fields) => {
    expect(audienceOnWeb({ ...here, ...fields })).toBe('public');
  });

  test.each([
    'forwarded',
    'via',
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-forwarded-host',
    'x-real-ip',
    'cf-connecting-ip',
    'cdn-loop',
    'ngrok-agent-ips',
    'tailscale-user-login',
  ])('a request that was passed on with %s is anybody’s', (name) => {
    expect(audienceOnWeb({ ...here, headers: { ...here.headers, [name]: '127.0.0.1' } })).toBe('public');
  });
});
