import { z } from 'zod';
import type { Place, Thread } from './slack-calls.ts';

/** A message that somebody wrote to the twin. */
export interface IncomingMessage {
  /** Names the delivery; the same for every time that Slack sends it. */
  readonly eventId: string;
  /** The workspace of the writer. */
  readonly team: string;
  /** The workspace that the twin is installed in. */
  readonly workspace: string;
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  /** Nothing when it does not stand in a thread. */
  readonly threadTs: string | undefined;
  readonly text: string;
  /** Whether it is a direct message, which nobody else reads. */
  readonly isDirect: boolean;
  /** Whether the channel is shared with another organisation, or the writer belongs to one. */
  readonly isExternal: boolean;
}

/** A slash command. */
export interface IncomingCommand {
  readonly triggerId: string;
  readonly team: string;
  readonly user: string;
  readonly userName: string;
  readonly channel: string;
  readonly text: string;
  readonly responseUrl: string;
}

/** A person's own messages: with a file or sent to the channel as well they are still questions. */
const subtype = z.enum(['file_share', 'thread_broadcast']).optional();
const messageBody = z.looseObject({
  event_id: z.string().min(1),
  team_id: z.string().optional(),
  is_ext_shared_channel: z.boolean().default(false),
  event: z.looseObject({
    type: z.enum(['app_mention', 'message']),
    channel_type: z.string().optional(),
    subtype,
    // An edit would be answered a second time; what apps write is never a question.
    edited: z.undefined().optional(),
    bot_id: z.undefined().optional(),
    user: z.string().min(1),
    user_team: z.string().optional(),
    team: z.string().optional(),
    channel: z.string().min(1),
    ts: z.string().min(1),
    thread_ts: z.string().optional(),
    text: z.string(),
  }),
});
const commandBody = z.looseObject({
  trigger_id: z.string().min(1),
  team_id: z.string(),
  user_id: z.string().min(1),
  user_name: z.string().default('Somebody'),
  channel_id: z.string().min(1),
  text: z.string().default(''),
  response_url: z.url(),
});
const openedBody = z.union([
  z
    .looseObject({
      event: z.looseObject({ type: z.literal('app_home_opened'), tab: z.literal('messages'), channel: z.string() }),
    })
    .transform(({ event }): Place => ({ channel: event.channel })),
  z
    .looseObject({
      event: z.looseObject({
        assistant_thread: z.looseObject({ channel_id: z.string(), thread_ts: z.string().optional() }),
      }),
    })
    .transform(({ event }): Place => ({
      channel: event.assistant_thread.channel_id,
      threadTs: event.assistant_thread.thread_ts,
    })),
]);

/** Reads a delivery; gives nothing for what is not a person's question: edits, other apps, the twin itself. */
export function parseMessage(body: unknown, botUserId: string): IncomingMessage | undefined {
  const parsed = messageBody.safeParse(body).data;
  if (parsed === undefined || parsed.event.user === botUserId) return undefined;
  const {
    type,
    channel_type: channelType,
    user,
    user_team: userTeam,
    team,
    channel,
    ts,
    thread_ts,
    text,
  } = parsed.event;
  const isDirect = channelType === 'im' || channel.startsWith('D');
  // In channels only a mention is meant for the twin; the same message arrives as `message` too if that is subscribed.
  if (type === 'message' && !isDirect) return undefined;
  return {
    eventId: parsed.event_id,
    team: userTeam ?? team ?? parsed.team_id ?? '',
    workspace: parsed.team_id ?? team ?? '',
    user,
    channel,
    ts,
    threadTs: thread_ts,
    text,
    isDirect,
    isExternal: parsed.is_ext_shared_channel || isForeign(userTeam ?? team, parsed.team_id),
  };
}

/** The writer's workspace is another one than the one that the event is for. */
function isForeign(writerTeam: string | undefined, ownTeam: string | undefined): boolean {
  return writerTeam !== undefined && ownTeam !== undefined && writerTeam !== ownTeam;
}

const homeOpenedBody = z.looseObject({
  event: z.looseObject({
    tab: z.literal('home'),
    user: z.string().min(1),
    view: z.looseObject({ private_metadata: z.string().default('') }).optional(),
  }),
});
const askPressedBody = z.looseObject({
  trigger_id: z.string().min(1),
  team: z.looseObject({ id: z.string() }).nullish(),
  user: z.looseObject({ id: z.string().min(1), team_id: z.string().default('') }),
  actions: z.tuple([z.looseObject({ value: z.string().min(1) })]),
});

/** Somebody opened the Home tab. */
export interface HomeOpened {
  readonly user: string;
  /** What was published as the version of what the person sees; nothing before the first time. */
  readonly version: string | undefined;
}

/** A question that somebody chose by a button. */
export interface AskPressed {
  readonly triggerId: string;
  /** The workspace of the person. */
  readonly team: string;
  /** The workspace in which the button is. */
  readonly workspace: string;
  readonly user: string;
  readonly question: string;
}

/** Reads who opened the Home tab; gives nothing for the other tabs. */
export function parseHomeOpened(body: unknown): HomeOpened | undefined {
  const event = homeOpenedBody.safeParse(body).data?.event;
  return event && { user: event.user, version: event.view?.private_metadata };
}

/** Reads which question somebody chose; gives nothing for what is no such button. */
export function parseAskPressed(body: unknown): AskPressed | undefined {
  const pressed = askPressedBody.safeParse(body).data;
  if (pressed === undefined) return undefined;
  const { trigger_id: triggerId, user, team, actions } = pressed;
  const workspace = team?.id ?? user.team_id;
  return { triggerId, team: user.team_id || workspace, workspace, user: user.id, question: actions[0].value };
}

const stoppedBody = z.looseObject({
  event: z
    .looseObject({ channel: z.string(), thread_ts: z.string() })
    .transform(({ channel, thread_ts: threadTs }): Thread => ({ channel, threadTs })),
});

/**
 * Reads in which thread somebody pressed Stop; gives nothing for what is not in a thread.
 *
 * @see https://docs.slack.dev/reference/events/agent_session_stopped
 */
export function parseStopped(body: unknown): Thread | undefined {
  return stoppedBody.safeParse(body).data?.event;
}

/** Reads a slash command; gives nothing for what is none of Slack's. */
export function parseCommand(body: unknown): IncomingCommand | undefined {
  const command = commandBody.safeParse(body).data;
  if (command === undefined) return undefined;
  return {
    triggerId: command.trigger_id,
    team: command.team_id,
    user: command.user_id,
    userName: command.user_name,
    channel: command.channel_id,
    text: command.text,
    responseUrl: command.response_url,
  };
}

/**
 * Reads where somebody opened the twin's messages, in the agent view and in the assistant view that came before it;
 * gives nothing for its other tabs.
 *
 * @see https://docs.slack.dev/ai/developing-agents
 */
export function parseOpened(body: unknown): Place | undefined {
  return openedBody.safeParse(body).data;
}
