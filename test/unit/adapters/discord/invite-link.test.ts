import { PermissionsBitField } from 'discord.js';
import { expect, test } from 'vitest';
import { inviteLink } from '../../../../src/adapters/discord/gateway/invite-link.ts';

test('asks for the least that the twin needs', () => {
  const { searchParams } = new URL(inviteLink('123456789012345678'));

  const permissions = new PermissionsBitField(BigInt(searchParams.get('permissions') ?? '0')).toArray();
  expect(permissions.toSorted()).toEqual([
    'AddReactions',
    'ReadMessageHistory',
    'SendMessages',
    'SendMessagesInThreads',
    'ViewChannel',
  ]);
  expect(searchParams.get('scope')).toBe('bot applications.commands');
});
