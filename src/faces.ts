import type { Composition } from './compose.ts';
import type { Config } from './config/config.ts';
import type { Adapter, PartState } from './core/adapter.ts';
import { SERVICES } from './core/errors.ts';
import type { ConfigError, Service } from './core/errors.ts';
import type { Readiness } from './adapters/web/routes.ts';
import { createWebAdapter } from './adapters/web/web-adapter.ts';
import type { SlackAdapter } from './adapters/slack/slack-adapter.ts';

/** How long `/readyz` waits for the state file and the index. */
const PROBE_TIMEOUT_MS = 2000;

/**
 * Builds the faces that the configuration switches on, the web page first. A platform that is off is not even loaded:
 * each SDK costs start-up time and tens of megabytes. `onRejected` is told when a platform rejects the twin after it had let it in.
 */
export async function createFaces(
  config: Config,
  composition: Composition,
  onRejected: (error: ConfigError) => void,
): Promise<readonly Adapter[]> {
  const { core } = composition.twin;
  const faces: Adapter[] = [];
  let slack: SlackAdapter | undefined;
  if (config.discord !== undefined) {
    const { createDiscordAdapter } = await import('./adapters/discord/discord-adapter.ts');
    faces.push(createDiscordAdapter({ ...config.discord, admins: config.admins, core, onRejected }));
  }
  if (config.slack !== undefined) {
    const { createSlackAdapter } = await import('./adapters/slack/slack-adapter.ts');
    slack = createSlackAdapter({ ...config.slack, admins: config.admins, core });
    faces.push(slack);
  }
  const web = createWebAdapter({
    host: config.host,
    port: config.port,
    core,
    readiness: () => readReadiness(composition, faces),
    metrics: () => composition.observation.metrics.text(),
    slackEvents: slack?.httpHandler,
  });
  return [web, ...faces];
}

async function readReadiness(composition: Composition, faces: readonly Adapter[]): Promise<Readiness> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  const { state, index, twin } = composition;
  const [stateFile, knowledge] = await Promise.all([
    probe(async () => {
      await state.ping();
      return state.name;
    }),
    probe(async () => {
      const version = await twin.retriever.version();
      if (version === undefined) throw new Error('nothing has been ingested yet');
      const { chunkCount, detail } = await index.status({ signal });
      const what = `${index.name}, version ${version.number}, ${chunkCount} chunks`;
      return detail === undefined ? what : `${what}, ${detail}`;
    }),
  ]);
  const model = composition.modelState();
  const parts = {
    state: stateFile,
    index: knowledge,
    ...(model === undefined ? {} : { model }),
    ...Object.fromEntries(faces.map((face) => [face.name, face.state()])),
  };
  const { services } = composition.observation;
  const aged = Object.entries(parts).map(([name, part]) => {
    const service = toService(name, composition);
    const lastSuccessAgeMs = service === undefined ? part.lastSuccessAgeMs : services.lastSuccessAgeMs(service);
    return [name, { ...part, lastSuccessAgeMs }] as const;
  });
  return { isReady: Object.values(parts).every(({ isReady }) => isReady), parts: Object.fromEntries(aged) };
}

/** The service behind a part; nothing for what is embedded, which was looked at just now. */
function toService(part: string, { index, twin }: Composition): Service | undefined {
  const names: Readonly<Record<string, string>> = {
    index: index.name,
    model: twin.writer,
    discord: 'discord',
    slack: 'slack',
  };
  return SERVICES.find((service) => service === names[part]);
}

async function probe(look: () => Promise<string>): Promise<PartState> {
  try {
    return { isReady: true, detail: await look(), lastSuccessAgeMs: 0 };
  } catch (error) {
    return { isReady: false, detail: error instanceof Error ? error.message : 'failed' };
  }
}
