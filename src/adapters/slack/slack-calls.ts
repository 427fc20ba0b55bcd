import type { webApi } from '@slack/bolt';
import { UpstreamError } from '../../core/errors.ts';
import { NO_TELEMETRY } from '../../core/telemetry.ts';
import type { Telemetry } from '../../core/telemetry.ts';
import { abortable } from '../../support/abortable.ts';
import { slackCodeOf, toSlackError } from './slack-error.ts';

/** Where a message goes. */
export interface Place {
  readonly channel: string;
  /** The thread's first message; nothing writes in the channel itself. */
  readonly threadTs?: string | undefined;
}

/** A thread, named by its first message. */
export interface Thread {
  readonly channel: string;
  readonly threadTs: string;
}

/** A message that is there. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

/** A message in a thread as Slack shows it, which is not the Markdown that was sent. */
export interface Reply extends Posted {
  readonly user: string;
  readonly text: string;
}

/** Whose answer is streamed: outside direct messages Slack wants to know. */
export interface Recipient {
  readonly user: string;
  readonly team: string;
}

/**
 * The calls of Slack's Web API that the twin makes. Texts are Markdown, at most 12,000 characters. Nothing is tried
 * again here, because a message that was taken and then tried again would stand there twice.
 *
 * @throws {UpstreamError} from every call; rejects with the signal's reason when it is aborted
 */
export interface SlackCalls {
  post(place: Place, text: string, signal: AbortSignal): Promise<Posted>;
  update(message: Posted, text: string, signal: AbortSignal): Promise<void>;
  /** Shows a text to one person only. */
  whisper(place: Place, user: string, text: string, signal: AbortSignal): Promise<void>;
  startStream(place: Thread, recipient: Recipient, text: string, signal: AbortSignal): Promise<Posted>;
  appendStream(message: Posted, text: string, signal: AbortSignal): Promise<void>;
  /** Ends a stream, with the last text if there is some. */
  stopStream(message: Posted, text: string, signal: AbortSignal): Promise<void>;
  setStatus(place: Thread, status: string, signal: AbortSignal): Promise<void>;
  suggest(place: Place, prompts: readonly string[], signal: AbortSignal): Promise<void>;
  /** The messages in a thread, oldest first; in channels this needs a scope that the app does not ask for. */
  replies(place: Thread, signal: AbortSignal): Promise<readonly Reply[]>;
}

const MAX_PROMPTS = 4;
/** Nobody is notified and nothing is fetched because of what the twin writes. */
const QUIET = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

/** Builds the calls over one client. */
export function createSlackCalls(client: webApi.WebClient, telemetry: Telemetry = NO_TELEMETRY): SlackCalls {
  const run = createRun(telemetry);
  return {
    async post({ channel, threadTs }, text, signal) {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      const posted = await inMarkdown(text, (content) => {
        const call = client.chat.postMessage({ channel, ...thread, ...content, ...QUIET });
        return run('chat.postMessage', call, signal);
      });
      return toPosted('chat.postMessage', posted);
    },
    async update({ channel, ts }, text, signal) {
      await inMarkdown(text, (content) => {
        const call = client.chat.update({ channel, ts, ...content, parse: 'none', link_names: false });
        return run('chat.update', call, signal);
      });
    },
    async whisper({ channel, threadTs }, user, text, signal) {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      await inMarkdown(text, (content) => {
        const quiet = { parse: 'none', link_names: false } as const;
        const call = client.chat.postEphemeral({ channel, user, ...thread, ...content, ...quiet });
        return run('chat.postEphemeral', call, signal);
      });
    },
    async startStream({ channel, threadTs }, { user, team }, text, signal) {
      const recipient = { recipient_user_id: user, recipient_team_id: team };
      const call = client.chat.startStream({ channel, thread_ts: threadTs, markdown_text: text, ...recipient });
      return toPosted('chat.startStream', await run('chat.startStream', call, signal));
    },
    async appendStream({ channel, ts }, text, signal) {
      await run('chat.appendStream', client.chat.appendStream({ channel, ts, markdown_text: text }), signal);
    },
    async stopStream({ channel, ts }, text, signal) {
      const last = text === '' ? {} : { markdown_text: text };
      await run('chat.stopStream', client.chat.stopStream({ channel, ts, ...last }), signal);
    },
    async setStatus({ channel, threadTs }, status, signal) {
      const call = client.assistant.threads.setStatus({ channel_id: channel, thread_ts: threadTs, status });
      await run('assistant.threads.setStatus', call, signal);
    },
    async suggest({ channel, threadTs }, prompts, signal) {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      const listed = prompts.slice(0, MAX_PROMPTS).map((message) => ({ title: message, message }));
      const call = client.assistant.threads.setSuggestedPrompts({ channel_id: channel, ...thread, prompts: listed });
      await run('assistant.threads.setSuggestedPrompts', call, signal);
    },
    async replies({ channel, threadTs }, signal) {
      const call = client.conversations.replies({ channel, ts: threadTs, limit: 100 });
      const { messages = [] } = await run('conversations.replies', call, signal);
      return messages.map(({ ts = '', user = '', text = '' }) => ({ channel, ts, user, text }));
    },
  };
}

type Content = { readonly markdown_text: string } | { readonly text: string };

/** What a workspace says that does not know `markdown_text`. */
const NO_MARKDOWN: ReadonlySet<string> = new Set(['invalid_arguments', 'no_text']);

/** Sends Markdown, or the same as plain text where that is not known: stars that show are better than silence. */
async function inMarkdown<T>(text: string, send: (content: Content) => Promise<T>): Promise<T> {
  try {
    return await send({ markdown_text: text });
  } catch (error) {
    if (!NO_MARKDOWN.has(slackCodeOf(error) ?? '')) throw error;
    return send({ text });
  }
}

/** Translates what a call throws, and lets go of it when the caller gives up. */
function createRun(telemetry: Telemetry) {
  const told = async <T>(method: string, call: Promise<T>): Promise<T> => {
    try {
      const answer = await call.catch(toSlackError(method));
      telemetry.called('slack', 'ok');
      return answer;
    } catch (error) {
      if (error instanceof UpstreamError) telemetry.called('slack', error.kind);
      throw error;
    }
  };
  return <T>(method: string, call: Promise<T>, signal: AbortSignal): Promise<T> =>
    abortable(told(method, call), signal);
}

function toPosted(method: string, { channel, ts }: { readonly channel?: string; readonly ts?: string }): Posted {
  if (channel !== undefined && ts !== undefined) return { channel, ts };
  const message = `Slack took ${method} but did not say where the message is. Look at https://slack-status.com.`;
  throw new UpstreamError({ service: 'slack', kind: 'bad_response', message });
}
