import type { ConfigFault } from '../core/errors.ts';
import { createScrubber } from '../support/scrub.ts';
import type { Env } from './env.ts';

/** Every variable that the program reads, in the order of `.env.example`; `secret` ones are never shown. */
export const VARIABLES = {
  DATA_DIR: 'plain',
  WATCH_DATA: 'plain',
  STATE_DIR: 'plain',
  HOST: 'plain',
  PORT: 'plain',
  LOG_LEVEL: 'plain',
  TWIN_ADMINS: 'plain',
  PRIVACY_URL: 'plain',
  RATE_LIMIT: 'plain',
  RATE_LIMIT_PLACE: 'plain',
  RATE_LIMIT_GLOBAL: 'plain',
  DAILY_TOKEN_BUDGET: 'plain',
  GROQ_API_KEY: 'secret',
  GROQ_MODELS: 'plain',
  GROQ_BASE_URL: 'plain',
  LLM_BASE_URL: 'plain',
  LLM_MODEL: 'plain',
  LLM_API_KEY: 'secret',
  EMBEDDINGS: 'plain',
  UPSTASH_VECTOR_REST_URL: 'plain',
  UPSTASH_VECTOR_REST_TOKEN: 'secret',
  UPSTASH_VECTOR_REST_READONLY_TOKEN: 'secret',
  REDIS_URL: 'secret',
  DISCORD_TOKEN: 'secret',
  DISCORD_GUILD_ID: 'plain',
  DISCORD_MEMBER_GUILDS: 'plain',
  DISCORD_API_URL: 'plain',
  SLACK_BOT_TOKEN: 'secret',
  SLACK_APP_TOKEN: 'secret',
  SLACK_SIGNING_SECRET: 'secret',
  SLACK_API_URL: 'plain',
} as const satisfies Readonly<Record<string, 'plain' | 'secret'>>;

/** The name of a variable. */
export type VariableName = keyof typeof VARIABLES;

const isKnown = (name: string): name is VariableName => Object.hasOwn(VARIABLES, name);
const NAMES = Object.keys(VARIABLES).filter(isKnown);

/** What a parser gives for a value that is none; `problem` says what is wrong and what to do. */
export interface Invalid {
  readonly problem: string;
}

/** Reads variables and collects what is wrong with them, so that all of it can be reported at once. */
export interface VariableReader {
  readonly faults: readonly ConfigFault[];
  /** Values of the secret variables that are set. */
  readonly secrets: readonly string[];
  /** The value as it stands, if there is one. */
  text(name: VariableName): string | undefined;
  /** The parsed value; `fallback` when there is none, or when it is a fault. */
  parsed<Value, Fallback>(
    name: VariableName,
    fallback: Fallback,
    parse: (text: string) => { readonly value: Value } | Invalid,
  ): Value | Fallback;
  fault(where: VariableName, problem: string): void;
}

/** Starts reading. A secret that no service can have given out is a fault from the start. */
export function createVariableReader(env: Env): VariableReader {
  const secretNames = NAMES.filter((name) => VARIABLES[name] === 'secret');
  const secrets = secretNames.flatMap((name) => env.get(name) ?? []);
  // A secret may stand in the wrong variable, too, whose value a fault would quote.
  const scrub = createScrubber(secrets);
  const faults: ConfigFault[] = [];

  const fault = (where: VariableName, problem: string): void => void faults.push({ where, problem: scrub(problem) });

  for (const name of secretNames) {
    // Such a value cannot even be sent in a header.
    if (/[^!-~]/.test(env.get(name) ?? '')) fault(name, 'holds a space or an odd character: copy it again, alone.');
  }

  return {
    faults,
    secrets,
    fault,
    text: (name) => env.get(name),
    parsed(name, fallback, parse) {
      const text = env.get(name);
      if (text === undefined) return fallback;
      const result = parse(text);
      if ('value' in result) return result.value;
      fault(name, result.problem);
      return fallback;
    },
  };
}
