import type { webApi } from '@slack/bolt';
import { UpstreamError } from '../../core/errors.ts';
import { NO_TELEMETRY } from '../../core/telemetry.ts';
import type { Telemetry } from '../../core/telemetry.ts';
import { createRunCall } from './run-call.ts';
import { slackCodeOf } from './slack-error.ts';

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
  /** Takes a message of the app's own away. */
  remove(message: Posted, signal: AbortSignal): Promise<void>;
  /** Whether a channel is shared with other organisations; needs a scope that the app does not ask for. */
  isShared(channel: string, signal: AbortSignal): Promise<boolean>;
  /** The messages in a thread, oldest first; in channels this needs a scope that the app does not ask for. */
  replies(place: Thread, signal: AbortSignal): Promise<readonly Reply[]>;
}

/** Nobody is notified and nothing is fetched because of what the twin writes. */
const QUIET = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

/** Builds the calls over one client. */
export function createSlackCalls(client: webApi.WebClient, telemetry: Telemetry = NO_TELEMETRY): SlackCalls {
  const runCall = createRunCall(telemetry);
  return {
    async post({ channel, threadTs }, text, signal) {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      const posted = await inMarkdown(text, (content) => {
        const call = client.chat.postMessage({ channel, ...thread, ...content, ...QUIET });
        return runCall('chat.postMessage', call, signal);
      });
      return toPosted('chat.postMessage', posted);
    },
    async update({ channel, ts }, text, signal) {
      await inMarkdown(text, (content) => {
        const call = client.chat.update({ channel, ts, ...content, parse: 'none', link_names: false });
        return runCall('chat.update', call, signal);
      });
    },
    async whisper({ channel, threadTs }, user, text, signal) {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      await inMarkdown(text, (content) => {
        const quiet = { parse: 'none', link_names: false } as const;
        const call = client.chat.postEphemeral({ channel, user, ...thread, ...content, ...quiet });
        return runCall('chat.postEphemeral', call, signal);
      });
    },
    async startStream({ channel, threadTs }, { user, team }, text, signal) {
      const recipient = { recipient_user_id: user, recipient_team_id: team };
      const call = client.chat.startStream({ channel, thread_ts: threadTs, markdown_text: text, ...recipient });
      return toPosted('chat.startStream', await runCall('chat.startStream', call, signal));
    },
    async appendStream({ channel, ts }, text, signal) {
      await runCall('chat.appendStream', client.chat.appendStream({ channel, ts, markdown_text: text }), signal);
    },
    async stopStream({ channel, ts }, text, signal) {
      const last = text === '' ? {} : { markdown_text: text };
      await runCall('chat.stopStream', client.chat.stopStream({ channel, ts, ...last }), signal);
    },
    async remove({ channel, ts }, signal) {
      await runCall('chat.delete', client.chat.delete({ channel, ts }), signal);
    },
    async isShared(channel, signal) {
      const info = await runCall('conversations.info', client.conversations.info({ channel }), signal);
      // Whatever is not said counts as shared.
      return info.channel?.is_ext_shared !== false || info.channel.is_pending_ext_shared === true;
    },
    async replies({ channel, threadTs }, signal) {
      const call = client.conversations.replies({ channel, ts: threadTs, limit: 100 });
      const { messages = [] } = await runCall('conversations.replies', call, signal);
      return messages.map(({ ts = '', user = '', text = '' }) => ({ channel, ts, user, text }));
    },
  };
}

type Content = { readonly markdown_text: string } | { readonly text: string };

/** What is said where `markdown_text` is not known, or where Slack cannot make blocks of this one. */
const NO_MARKDOWN: ReadonlySet<string> = new Set([
  'invalid_arguments',
  'invalid_blocks',
  'invalid_blocks_format',
  'markdown_text_conflict',
  'msg_blocks_too_long',
  'msg_blocks_too_many',
  'no_text',
]);

/** Sends Markdown, or the same as plain text where that is not known: stars that show are better than silence. */
async function inMarkdown<T>(text: string, send: (content: Content) => Promise<T>): Promise<T> {
  try {
    return await send({ markdown_text: text });
  } catch (error) {
    if (!NO_MARKDOWN.has(slackCodeOf(error) ?? '')) throw error;
    return send({ text });
  }
}

function toPosted(method: string, { channel, ts }: { readonly channel?: string; readonly ts?: string }): Posted {
  if (channel !== undefined && ts !== undefined) return { channel, ts };
  const message = `Slack took ${method} but did not say where the message is. Look at https://slack-status.com.`;
  throw new UpstreamError({ service: 'slack', kind: 'bad_response', message });
}
