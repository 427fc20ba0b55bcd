import type { Checkup } from './adapters/cli/doctor-command.ts';
import type { Composition } from './compose.ts';
import type { Config } from './config/config.ts';
import type { Part } from './config/parts.ts';
import { loadProfile } from './core/profile/load-profile.ts';
import type { LoadOptions } from './core/profile/load-profile.ts';

/** What the doctor looks at, each part as the program itself uses it. */
export function createCheckups(config: Config, composition: Composition, parts: readonly Part[]): readonly Checkup[] {
  const { dataDir } = config;
  const hints = new Map(parts.map(({ name, detail }) => [name, detail]));
  return [
    { name: 'files', hint: '', look: (signal) => lookAtFiles({ dataDir, documents: composition.documents, signal }) },
    {
      name: 'state',
      hint: '',
      look: async () => {
        await composition.state.ping();
        return config.redis === undefined ? config.stateDir : `Redis at ${config.redis.address}`;
      },
    },
    { name: 'index', hint: '', look: (signal) => composition.checkIndex(signal) },
    { name: 'model', hint: hints.get('groq') ?? '', look: (signal) => composition.checkModel(signal) },
    { name: 'discord', hint: hints.get('discord') ?? '', look: (signal) => lookAtDiscord(config, signal) },
    { name: 'slack', hint: hints.get('slack') ?? '', look: () => lookAtSlack(config) },
  ];
}

async function lookAtFiles(options: LoadOptions): Promise<string> {
  const { dataDir } = options;
  const { chunks, faults, fileCount } = await loadProfile(options);
  if (faults.length > 0) throw new Error(faults.map(({ path, reason }) => `${path}: ${reason}`).join('\n   '));
  return `${fileCount} files, ${chunks.length} chunks in ${dataDir}`;
}

async function lookAtDiscord({ discord }: Config, signal: AbortSignal): Promise<string | undefined> {
  if (discord === undefined) return undefined;
  const { checkDiscord } = await import('./adapters/discord/check-discord.ts');
  return checkDiscord({ ...discord, signal });
}

async function lookAtSlack({ slack }: Config): Promise<string | undefined> {
  if (slack === undefined) return undefined;
  const { checkSlack } = await import('./adapters/slack/check-slack.ts');
  return checkSlack(slack);
}
