import type { Composition } from './compose.ts';
import type { Config } from './config/config.ts';
import type { Adapter, PartState } from './core/adapter.ts';
import type { Readiness } from './adapters/web/routes.ts';
import { createWebAdapter } from './adapters/web/web-adapter.ts';
import type { SlackAdapter } from './adapters/slack/slack-adapter.ts';

/** How long `/readyz` waits for the state file and the index. */
const PROBE_TIMEOUT_MS = 2000;

/**
 * Builds the faces that the configuration switches on, the web page first. A platform that is off is not even loaded:
 * each SDK costs start-up time and tens of megabytes.
 */
export async function createFaces(config: Config, composition: Composition): Promise<readonly Adapter[]> {
  const { core } = composition.twin;
  const faces: Adapter[] = [];
  let slack: SlackAdapter | undefined;
  if (config.discord !== undefined) {
    const { createDiscordAdapter } = await import('./adapters/discord/discord-adapter.ts');
    faces.push(createDiscordAdapter({ ...config.discord, admins: config.admins, core }));
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
    metrics: () => composition.metrics.text(),
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
  return { isReady: Object.values(parts).every(({ isReady }) => isReady), parts };
}

async function probe(look: () => Promise<string>): Promise<PartState> {
  try {
    return { isReady: true, detail: await look() };
  } catch (error) {
    return { isReady: false, detail: error instanceof Error ? error.message : 'failed' };
  }
}
