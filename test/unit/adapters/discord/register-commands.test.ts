import { expect, test } from 'vitest';
import { toCommandDefinitions } from '../../../../src/adapters/discord/gateway/command-definitions.ts';
import { isSame } from '../../../../src/adapters/discord/gateway/register-commands.ts';

const WANTED = toCommandDefinitions({ isGlobal: true });

/** The same commands as Discord gives them back. */
const REGISTERED = WANTED.toReversed().map(({ options, ...command }, at) => ({
  id: String(at),
  version: '1',
  type: 1,
  nsfw: false,
  dm_permission: true,
  default_member_permissions: null,
  ...command,
  options: options.map(({ required, ...option }) => (required === true ? { required, ...option } : option)),
}));

test('what Discord adds, leaves out and reorders is no difference', () => {
  expect(isSame(REGISTERED, WANTED)).toBe(true);
});

test.each([
  ['a description', REGISTERED.map((command) => ({ ...command, description: 'Another' }))],
  ['an option', REGISTERED.map((command) => ({ ...command, options: [] }))],
  ['a permission', REGISTERED.map((command) => ({ ...command, default_member_permissions: '8' }))],
  ['a place', REGISTERED.map((command) => ({ ...command, contexts: [0, 1, 2] }))],
  ['a command too few', REGISTERED.slice(1)],
  ['a command too many', [...REGISTERED, { type: 1, name: 'old', description: 'Old' }]],
  ['a command of another kind', [...REGISTERED, { type: 3, name: 'Old', description: '' }]],
  ['something unreadable', [{ nothing: true }]],
])('%s is a difference', (_what, registered) => {
  expect(isSame(registered, WANTED)).toBe(false);
});

test('commands of one server name no contexts, which Discord knows for global ones only', () => {
  const inServer = toCommandDefinitions({ isGlobal: false });

  expect(inServer.map((command) => 'contexts' in command || 'integration_types' in command)).not.toContain(true);
});
