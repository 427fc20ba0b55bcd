import type { Random } from '../../test/fakes/random-markdown.ts';
import { answerOf, errorOf } from '../../test/fakes/groq/completion-script.ts';
import type { CompletionScript } from '../../test/fakes/groq/completion-script.ts';
import type { UpstashFault } from '../../test/fakes/upstash/upstash-fake.ts';
import { ANSWER_BEGINS } from './question.ts';
import type { World } from './world.ts';

/** Something that goes wrong for a while. */
export interface Trouble {
  readonly name: string;
  begin(world: World, random: Random): void | Promise<void>;
  end?(world: World): void | Promise<void>;
}

/** What the model writes when it is well: some two seconds of text. */
const HEALTHY: CompletionScript = {
  ...answerOf(`${ANSWER_BEGINS} [1]. ${'I build warehouse robots there. '.repeat(12)}`),
  firstDelayMs: 100,
  delayMs: 30,
  usage: { prompt_tokens: 300, completion_tokens: 80 },
};
const TOKENS_OF_AN_ANSWER = 380;

/** Lets the model be well, and counts what it charges for. */
export function serveAnswers(world: World): void {
  world.groq.always(({ messages }) => {
    world.tokensServed += TOKENS_OF_AN_ANSWER;
    const revisions = new Set(JSON.stringify(messages).match(/revision \d+/g));
    if (revisions.size > 1) world.mixedPrompts.push([...revisions].join(', '));
    return HEALTHY;
  });
}

const model = (name: string, script: CompletionScript): Trouble => ({
  name: `model: ${name}`,
  begin: ({ groq }) => groq.always(script),
  end: serveAnswers,
});
const index = (name: string, fault: UpstashFault): Trouble => ({
  name: `index: ${name}`,
  begin: ({ upstash }) => upstash.failAll(fault),
  end: ({ upstash }) => upstash.failAll(undefined),
});

/** Faults of the services: any of them may come while a process dies. */
export const SERVICE_TROUBLES: readonly Trouble[] = [
  model('503', errorOf(503)),
  model('429, for a second', errorOf(429, { headers: { 'retry-after': '1' } })),
  model('429, for an hour', errorOf(429, { headers: { 'retry-after': '3600' } })),
  model('never answers', { connection: 'hang' }),
  model('resets', { connection: 'reset' }),
  model('stalls', { ...HEALTHY, fault: { after: 9, kind: 'stall' } }),
  model('is cut', { ...HEALTHY, fault: { after: 9, kind: 'cut' } }),
  model('ends without a reason', { ...HEALTHY, fault: { after: 9, kind: 'end' } }),
  model('writes garbage', { ...HEALTHY, fault: { after: 9, kind: 'garbage' } }),
  model('is empty', { deltas: [] }),
  index('503', { kind: 'status', status: 503 }),
  index('429', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }),
  index('hangs', { kind: 'hang' }),
  index('resets', { kind: 'reset' }),
  index('a page of a proxy', { kind: 'html' }),
  index('another shape', { kind: 'wrong-shape' }),
  {
    name: 'Discord: away',
    begin: ({ discord }) => void (discord.isAway = true),
    end: ({ discord }) => void (discord.isAway = false),
  },
  { name: 'Discord: Gateway cut', begin: ({ discord }) => discord.gateway.drop('cut') },
  { name: 'Discord: Gateway closed', begin: ({ discord }) => discord.gateway.drop(4000) },
  { name: 'Discord: asks to reconnect', begin: ({ discord }) => discord.gateway.send({ op: 7, d: null }) },
  {
    name: 'Discord: edits fail',
    begin({ discord }) {
      for (const route of ['webhook.edit', 'channel.edit', 'channel.create'] as const) {
        discord.faults.next(route, { type: 'status', status: 500 }, { type: 'rateLimited', retryAfterMs: 1500 });
        discord.faults.next(route, { type: 'reset', isDone: true }, { type: 'delay', ms: 1500 });
      }
    },
  },
  {
    name: 'Slack: away',
    begin: ({ slack }) => slack.setOutage(true),
    end: ({ slack }) => slack.setOutage(false),
  },
  { name: 'Slack: moves its sockets', begin: ({ slack }) => slack.sockets.disconnect('refresh_requested') },
  { name: 'Slack: cuts its sockets', begin: ({ slack }) => slack.sockets.drop() },
  {
    name: 'Slack: calls fail',
    begin({ slack }) {
      for (const method of ['chat.startStream', 'chat.appendStream', 'chat.stopStream', 'chat.update']) {
        slack.fail(method, { kind: 'status', status: 500 });
        slack.fail(method, { kind: 'rate_limit', retryAfterSeconds: 1 });
        slack.fail(method, { kind: 'error', code: 'internal_error' });
      }
    },
  },
];
