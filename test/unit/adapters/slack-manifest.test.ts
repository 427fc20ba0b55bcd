import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';

const manifestFile = z.object({
  display_information: z.object({ description: z.string().max(140), long_description: z.string().min(174).max(4000) }),
  features: z.object({
    agent_view: z.object({ agent_description: z.string().max(300) }),
    app_home: z.object({
      home_tab_enabled: z.literal(true),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.literal(false),
    }),
    slash_commands: z.array(z.object({ command: z.string().startsWith('/') })),
  }),
  oauth_config: z.object({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
    interactivity: z.object({ is_enabled: z.literal(true) }),
  }),
});

test('the Slack manifest asks for the least that the twin needs', async () => {
  const { oauth_config: oauth } = await readManifest();

  // Reading channels, members or files is not among them.
  expect(oauth.scopes.bot).toEqual(['app_mentions:read', 'assistant:write', 'chat:write', 'commands', 'im:history']);
});

test('the Slack manifest subscribes to what the adapter listens to, and declares its commands', async () => {
  const manifest = await readManifest();
  const adapter = await readFile(new URL('../../../src/adapters/slack/slack-adapter.ts', import.meta.url), 'utf8');

  const listened = [...adapter.matchAll(/app\.event\('(\w+)'/g)].map(([, name]) => name);
  const commands = [...adapter.matchAll(/^ +'(\/\w+)':/gm)].map(([, name]) => name);

  // Direct messages come as `message`; the events of the older assistant view cannot be subscribed to by new apps.
  const wanted = listened.map((name) => (name === 'message' ? 'message.im' : name));
  expect(manifest.settings.event_subscriptions.bot_events.toSorted()).toEqual(
    wanted.filter((name) => name !== 'assistant_thread_started').toSorted(),
  );
  expect(manifest.features.slash_commands.map(({ command }) => command).toSorted()).toEqual(commands.toSorted());
});

async function readManifest(): Promise<z.infer<typeof manifestFile>> {
  const file = await readFile(new URL('../../../scripts/slack-manifest.json', import.meta.url), 'utf8');
  return manifestFile.parse(JSON.parse(file));
}
