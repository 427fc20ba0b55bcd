import { parseRedisUrl } from './redis-url.ts';
import type { RedisConfig } from './redis-url.ts';
import { parseGuildId, parseGuildIds, parseModels, parseOnOff, parseWebUrl } from './values.ts';
import type { VariableReader } from './variables.ts';

/** What writes the answers. `none`: the best passages are quoted. */
export type LlmConfig =
  | {
      readonly kind: 'groq';
      readonly apiKey: string;
      /** In order of preference. */
      readonly models: readonly string[];
      /** Nothing: the SDK's own. */
      readonly baseUrl: string | undefined;
    }
  | { readonly kind: 'openai'; readonly baseUrl: string; readonly model: string; readonly apiKey: string | undefined }
  | { readonly kind: 'none' };

/** Where chunks are found. */
export type VectorConfig =
  | {
      readonly kind: 'local';
      /** Whether vectors are searched besides words. */
      readonly hasEmbeddings: boolean;
    }
  | {
      readonly kind: 'upstash';
      readonly url: string;
      /** For questions. */
      readonly readToken: string;
      /** For ingestion; nothing when only the read-only token is given. */
      readonly writeToken: string | undefined;
    };

/** How Discord is reached. */
export interface DiscordConfig {
  readonly token: string;
  /** Where commands are registered; nothing means everywhere. */
  readonly guildId: string | undefined;
  /** Servers whose members see what is for `members`. */
  readonly memberGuilds: ReadonlySet<string>;
  /** Without a slash at its end. */
  readonly apiUrl: string;
}

/** How Slack is reached. */
export type SlackConfig = {
  readonly botToken: string;
  /** With a slash at its end. */
  readonly apiUrl: string;
} & (
  | { readonly mode: 'socket'; readonly appToken: string }
  | { readonly mode: 'http'; readonly signingSecret: string }
);

const GROQ_MODELS = ['openai/gpt-oss-20b', 'openai/gpt-oss-120b', 'llama-3.1-8b-instant'];

/** Reads which model writes. A server of one's own goes before Groq. */
export function readLlm(variables: VariableReader): LlmConfig {
  const apiKey = variables.text('GROQ_API_KEY');
  const models = variables.parsed('GROQ_MODELS', GROQ_MODELS, parseModels);
  const groqUrl = variables.parsed('GROQ_BASE_URL', undefined, parseWebUrl);
  const baseUrl = variables.parsed('LLM_BASE_URL', undefined, parseWebUrl);
  const hasBaseUrl = variables.text('LLM_BASE_URL') !== undefined;
  const model = variables.text('LLM_MODEL');
  const llmKey = variables.text('LLM_API_KEY');

  if (hasBaseUrl && model === undefined)
    variables.fault('LLM_MODEL', 'is missing: LLM_BASE_URL needs the name of a model.');
  if (!hasBaseUrl && model !== undefined)
    variables.fault('LLM_BASE_URL', 'is missing: LLM_MODEL needs the address of its server.');
  if (!hasBaseUrl && model === undefined && llmKey !== undefined) {
    variables.fault('LLM_BASE_URL', 'is missing: LLM_API_KEY does nothing without LLM_BASE_URL and LLM_MODEL.');
  }
  if (baseUrl !== undefined && model !== undefined) return { kind: 'openai', baseUrl, model, apiKey: llmKey };
  return apiKey === undefined ? { kind: 'none' } : { kind: 'groq', apiKey, models, baseUrl: groqUrl };
}

/** Reads where chunks are kept. */
export function readVector(variables: VariableReader): VectorConfig {
  const hasEmbeddings = variables.parsed('EMBEDDINGS', true, parseOnOff);
  const url = variables.parsed('UPSTASH_VECTOR_REST_URL', undefined, parseWebUrl);
  const hasUrl = variables.text('UPSTASH_VECTOR_REST_URL') !== undefined;
  const writeToken = variables.text('UPSTASH_VECTOR_REST_TOKEN');
  const readToken = variables.text('UPSTASH_VECTOR_REST_READONLY_TOKEN') ?? writeToken;

  if (hasUrl && readToken === undefined) {
    variables.fault('UPSTASH_VECTOR_REST_TOKEN', 'is missing: UPSTASH_VECTOR_REST_URL needs a token.');
  }
  if (!hasUrl && readToken !== undefined) {
    variables.fault('UPSTASH_VECTOR_REST_URL', 'is missing: a token of Upstash needs the address of its index.');
  }
  if (url === undefined || readToken === undefined) return { kind: 'local', hasEmbeddings };
  return { kind: 'upstash', url, readToken, writeToken };
}

/** Reads Discord, if it is on. */
export function readDiscord(variables: VariableReader): DiscordConfig | undefined {
  const token = variables.text('DISCORD_TOKEN');
  const guildId = variables.parsed('DISCORD_GUILD_ID', undefined, parseGuildId);
  const memberGuilds = variables.parsed('DISCORD_MEMBER_GUILDS', new Set<string>(), parseGuildIds);
  const apiUrl = variables.parsed('DISCORD_API_URL', 'https://discord.com/api', parseWebUrl);
  return token === undefined ? undefined : { token, guildId, memberGuilds, apiUrl };
}

/** Reads Slack, if it is on. With both secrets it is Socket Mode. */
export function readSlack(variables: VariableReader): SlackConfig | undefined {
  const botToken = variables.text('SLACK_BOT_TOKEN');
  const appToken = variables.text('SLACK_APP_TOKEN');
  const signingSecret = variables.text('SLACK_SIGNING_SECRET');
  const apiUrl = `${variables.parsed('SLACK_API_URL', 'https://slack.com/api', parseWebUrl)}/`;

  checkSlackKinds(variables, botToken, appToken);
  if (botToken === undefined) {
    for (const name of ['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'] as const) {
      if (variables.text(name) === undefined) continue;
      variables.fault('SLACK_BOT_TOKEN', `is missing: ${name} does nothing without it.`);
    }
    return undefined;
  }
  if (appToken !== undefined) return { mode: 'socket', botToken, appToken, apiUrl };
  if (signingSecret !== undefined) return { mode: 'http', botToken, signingSecret, apiUrl };
  const problem = 'needs a partner: SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.';
  variables.fault('SLACK_BOT_TOKEN', problem);
  return undefined;
}

function checkSlackKinds(variables: VariableReader, botToken: string | undefined, appToken: string | undefined): void {
  if (botToken?.startsWith('xapp-'))
    variables.fault('SLACK_BOT_TOKEN', 'is an app token: give the one that begins with xoxb-.');
  if (appToken?.startsWith('xox'))
    variables.fault('SLACK_APP_TOKEN', 'is no app token: give the one that begins with xapp-.');
}

/** Reads where the state is shared, if it is. */
export function readRedis(variables: VariableReader): RedisConfig | undefined {
  return variables.parsed('REDIS_URL', undefined, parseRedisUrl);
}
