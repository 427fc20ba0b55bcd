import type { types, webApi } from '@slack/bolt';
import type { Telemetry } from '../../core/telemetry.ts';
import { createRunCall } from './run-call.ts';
import type { Place, Thread } from './slack-calls.ts';

/** What a conversation with an agent does now. */
export type SessionStatus = 'processing' | 'active';

/** What Slack is told when a session begins; it keeps what it was told first. */
export interface SessionStart {
  readonly title: string;
  readonly user: string;
}

/**
 * The calls around an answer: what people see while they wait, and in the twin's own places in Slack.
 *
 * @throws {UpstreamError} from every call; rejects with the signal's reason when it is aborted
 */
export interface PaneCalls {
  /** Shows a line under a thread until a message of the app comes, or for two minutes; an empty one clears it. */
  setStatus(place: Thread, status: string, signal: AbortSignal): Promise<void>;
  /** `processing` lets people press Stop; Slack takes it back by itself only when a stream is ended. */
  setSession(
    place: Thread,
    status: SessionStatus,
    options: { readonly start?: SessionStart | undefined; readonly signal: AbortSignal },
  ): Promise<void>;
  /** Names a thread in the list of conversations with the twin. */
  setTitle(place: Thread, title: string, signal: AbortSignal): Promise<void>;
  suggest(place: Place, prompts: readonly string[], signal: AbortSignal): Promise<void>;
  /** Shows the Home tab to one person. */
  publishHome(user: string, view: types.HomeView, signal: AbortSignal): Promise<void>;
}

/** @see https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts */
const MAX_PROMPTS = 4;
const PROMPTS_TITLE = 'Ask me, for example';
/** Turn by turn while people wait; at most ten are taken. */
const LOADING_MESSAGES = ['Reading the files…', 'Looking for what they say…', 'Finding the words…'];

/** Builds the calls over one client. */
export function createPaneCalls(client: webApi.WebClient, telemetry: Telemetry): PaneCalls {
  const runCall = createRunCall(telemetry);
  return {
    async setStatus({ channel, threadTs }, status, signal) {
      const loading = status === '' ? {} : { loading_messages: LOADING_MESSAGES };
      const thread = { channel_id: channel, thread_ts: threadTs };
      const call = client.assistant.threads.setStatus({ ...thread, status, ...loading });
      await runCall('assistant.threads.setStatus', call, signal);
    },
    async setSession({ channel, threadTs }, status, { start, signal }) {
      const first = start === undefined ? {} : { title: start.title, initiator_user_id: start.user };
      const thread = { channel_id: channel, thread_ts: threadTs };
      const call = client.agents.sessions.setStatus({ ...thread, status, ...first });
      await runCall('agents.sessions.setStatus', call, signal);
    },
    async setTitle({ channel, threadTs }, title, signal) {
      const call = client.assistant.threads.setTitle({ channel_id: channel, thread_ts: threadTs, title });
      await runCall('assistant.threads.setTitle', call, signal);
    },
    async suggest({ channel, threadTs }, questions, signal) {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      const prompts = questions.slice(0, MAX_PROMPTS).map((message) => ({ title: message, message }));
      const place = { channel_id: channel, ...thread };
      const call = client.assistant.threads.setSuggestedPrompts({ ...place, prompts, title: PROMPTS_TITLE });
      await runCall('assistant.threads.setSuggestedPrompts', call, signal);
    },
    async publishHome(user, view, signal) {
      await runCall('views.publish', client.views.publish({ user_id: user, view }), signal);
    },
  };
}
