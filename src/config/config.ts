import { ConfigError } from '../core/errors.ts';
import type { Env } from './env.ts';
import { readDataDir, readStateDir } from './folders.ts';
import type { RedisConfig } from './redis-url.ts';
import {
  readDiscord,
  readLlm,
  readRedis,
  readSlack,
  readVector,
  type DiscordConfig,
  type LlmConfig,
  type SlackConfig,
  type VectorConfig,
} from './services.ts';
import { findSimilarNames } from './similar-names.ts';
import {
  isAdmin,
  parseBudget,
  parseHost,
  parseList,
  parseLogLevel,
  parsePort,
  parseRateLimit,
  parseSwitch,
  parseWebUrl,
  type LogLevel,
  type RateLimit,
} from './values.ts';
import { createVariableReader, type VariableReader } from './variables.ts';

/** Everything that can be set, checked. */
export interface Config {
  /** Absolute path of the files that the twin knows. */
  readonly dataDir: string;
  /** Whether files that change there are ingested by themselves. */
  readonly watchData: boolean;
  /** Absolute path of a folder that can be written, or made. */
  readonly stateDir: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly logLevel: LogLevel;
  /** `discord:USER_ID` and `slack:USER_ID`. */
  readonly admins: ReadonlySet<string>;
  /** Where the owner says what is kept of people. */
  readonly privacyUrl: string | undefined;
  /** Per person. */
  readonly rateLimit: RateLimit;
  /** Per channel, over everybody who asks there. */
  readonly placeRateLimit: RateLimit;
  /** Over everybody. */
  readonly globalRateLimit: RateLimit;
  /** Model tokens a day (UTC); 0 means no limit. */
  readonly dailyBudgetTokens: number;
  readonly llm: LlmConfig;
  readonly vector: VectorConfig;
  readonly discord: DiscordConfig | undefined;
  readonly slack: SlackConfig | undefined;
  /** Shared by several processes; without it the state is kept in `stateDir`. */
  readonly redis: RedisConfig | undefined;
  /** Values that no log line may hold. */
  readonly secrets: readonly string[];
  /** What is probably not meant so. */
  readonly warnings: readonly string[];
  /** Which of two settings that exclude each other is used. */
  readonly notes: readonly string[];
}

/**
 * Checks every variable, and the folders that they name.
 *
 * @throws {ConfigError} with every fault at once; none shows a secret
 */
export function readConfig(env: Env): Config {
  const variables = createVariableReader(env);
  const settings = readSettings(variables);
  const services = {
    llm: readLlm(variables),
    vector: readVector(variables),
    discord: readDiscord(variables),
    slack: readSlack(variables),
    redis: readRedis(variables),
  };

  if (variables.faults.length > 0) throw new ConfigError(variables.faults);
  return {
    ...settings,
    ...services,
    secrets: variables.secrets,
    warnings: [...findSimilarNames(env), ...findDoubts(services.vector), ...findOpenWays(services.redis)],
    notes: findNotes(env),
  };
}

function readSettings(variables: VariableReader) {
  return {
    dataDir: readDataDir(variables),
    watchData: variables.parsed('WATCH_DATA', false, parseSwitch),
    stateDir: readStateDir(variables),
    host: variables.parsed('HOST', '127.0.0.1', parseHost),
    port: variables.parsed('PORT', 3000, parsePort),
    logLevel: variables.parsed('LOG_LEVEL', 'info' as const, parseLogLevel),
    admins: readAdmins(variables),
    privacyUrl: variables.parsed('PRIVACY_URL', undefined, parseWebUrl),
    rateLimit: variables.parsed('RATE_LIMIT', { maxCount: 5, windowMs: 60_000 }, parseRateLimit),
    placeRateLimit: variables.parsed('RATE_LIMIT_PLACE', { maxCount: 30, windowMs: 60_000 }, parseRateLimit),
    globalRateLimit: variables.parsed('RATE_LIMIT_GLOBAL', { maxCount: 120, windowMs: 60_000 }, parseRateLimit),
    dailyBudgetTokens: variables.parsed('DAILY_TOKEN_BUDGET', 1_000_000, parseBudget),
  };
}

function readAdmins(variables: VariableReader): ReadonlySet<string> {
  const entries = parseList(variables.text('TWIN_ADMINS') ?? '');
  for (const entry of entries.filter((one) => !isAdmin(one))) {
    variables.fault('TWIN_ADMINS', `'${entry}' is no admin: write discord:USER_ID (digits) or slack:USER_ID.`);
  }
  return new Set(entries);
}

function findDoubts(vector: VectorConfig): readonly string[] {
  if (vector.kind !== 'upstash') return [];
  if (vector.writeToken === undefined) {
    return ['UPSTASH_VECTOR_REST_TOKEN is missing: questions work, but the index cannot be filled or changed.'];
  }
  if (vector.readToken !== vector.writeToken) return [];
  return ['UPSTASH_VECTOR_REST_READONLY_TOKEN is missing: questions use the token that can write.'];
}

function findOpenWays(redis: RedisConfig | undefined): readonly string[] {
  if (redis?.isPlain !== true) return [];
  return ['REDIS_URL is not encrypted: whoever reads along in that network sees what people ask; rediss:// is.'];
}

function findNotes(env: Env): readonly string[] {
  const both = (one: string, other: string): boolean => env.has(one) && env.has(other);
  return [
    ...(both('SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET')
      ? ['Slack uses Socket Mode, because SLACK_APP_TOKEN is set; SLACK_SIGNING_SECRET is not used.']
      : []),
    ...(both('LLM_BASE_URL', 'GROQ_API_KEY')
      ? ['Answers are written by the server of LLM_BASE_URL; GROQ_API_KEY is not used.']
      : []),
  ];
}
