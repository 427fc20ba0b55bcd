import type { Config } from './config.ts';
import type { LlmConfig, SlackConfig, VectorConfig } from './services.ts';

/** One thing that a key switches on, for the lines at the start. */
export interface Part {
  readonly name: 'web' | 'groq' | 'llm' | 'upstash' | 'redis' | 'discord' | 'slack' | 'admins';
  readonly isOn: boolean;
  /** On: how. Off: what is done instead, and what would switch it on. Holds no secret, and names nobody. */
  readonly detail: string;
}

/** Says of every part whether it is on, and what would switch it on. */
export function describeParts(config: Config): readonly Part[] {
  const { host, port, llm, vector, discord, slack, admins } = config;
  const guild = discord?.guildId === undefined ? 'commands in every server' : `commands in server ${discord.guildId}`;
  return [
    { name: 'web', isOn: true, detail: port === 0 ? `${host}, on a free port` : `${host}, port ${port}` },
    describeGroq(llm),
    describeLlm(llm),
    describeUpstash(vector),
    config.redis === undefined
      ? { name: 'redis', isOn: false, detail: `state is kept in ${config.stateDir}; to share it, set REDIS_URL` }
      : { name: 'redis', isOn: true, detail: `state is shared at ${config.redis.address}` },
    discord === undefined
      ? { name: 'discord', isOn: false, detail: 'set DISCORD_TOKEN' }
      : { name: 'discord', isOn: true, detail: guild },
    describeSlack(slack),
    admins.size === 0
      ? { name: 'admins', isOn: false, detail: 'nobody may use /reingest; set TWIN_ADMINS' }
      : { name: 'admins', isOn: true, detail: `${admins.size} may use /reingest` },
  ];
}

function describeGroq(llm: LlmConfig): Part {
  switch (llm.kind) {
    case 'groq':
      return { name: 'groq', isOn: true, detail: llm.models.join(', ') };
    case 'openai':
      return { name: 'groq', isOn: false, detail: 'LLM_BASE_URL goes before it' };
    case 'none':
      return { name: 'groq', isOn: false, detail: 'answers quote the files; set GROQ_API_KEY' };
  }
}

function describeLlm(llm: LlmConfig): Part {
  if (llm.kind === 'openai') return { name: 'llm', isOn: true, detail: `${llm.model} at ${new URL(llm.baseUrl).host}` };
  return { name: 'llm', isOn: false, detail: 'for a model server of your own, set LLM_BASE_URL and LLM_MODEL' };
}

function describeUpstash(vector: VectorConfig): Part {
  if (vector.kind === 'upstash') return { name: 'upstash', isOn: true, detail: new URL(vector.url).host };
  const detail = 'the embedded index is used; set UPSTASH_VECTOR_REST_URL and UPSTASH_VECTOR_REST_TOKEN';
  return { name: 'upstash', isOn: false, detail };
}

function describeSlack(slack: SlackConfig | undefined): Part {
  const detail = 'set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)';
  if (slack === undefined) return { name: 'slack', isOn: false, detail };
  return { name: 'slack', isOn: true, detail: slack.mode === 'socket' ? 'Socket Mode' : 'HTTP on /slack/events' };
}
