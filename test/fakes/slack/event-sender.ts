import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Envelope, SocketServer } from './socket-server.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Workspace } from './workspace.ts';

/** How one delivery over HTTP differs from an honest one. */
export interface HttpDelivery {
  /** The `x-slack-retry-num` header. */
  readonly retryNum?: number;
  /** Seconds by which the timestamp is off. */
  readonly skewSeconds?: number;
  /** Signs with another secret. */
  readonly isForged?: boolean;
}

/** What was delivered, and how the app took it. */
export interface Delivered {
  readonly eventId: string;
  readonly channel: string;
  /** The message's own time stamp; empty for commands. */
  readonly ts: string;
  /** Epoch ms at which it was sent. */
  readonly sentAtMs: number;
  /** HTTP status, or 200 for an acknowledgement over the socket. */
  readonly status: number;
  /** Whether the socket over which it went ended before anybody acknowledged it. */
  readonly isCut: boolean;
}

/** What a person writes. */
export interface Said {
  readonly text: string;
  readonly user?: string;
  readonly channel?: string;
  readonly threadTs?: string;
  /** Whether the channel is shared with another organisation; false unless told. */
  readonly isExtShared?: boolean;
  /** More fields of the event, such as `subtype` or `bot_id`. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** People's actions in the workspace, sent to the app as Slack sends them. */
export interface EventSender {
  /** Mentions the bot in a channel; `text` is what follows the mention. */
  mention(said: Said, http?: HttpDelivery): Promise<Delivered>;
  dm(said: Said, http?: HttpDelivery): Promise<Delivered>;
  /** Gives a command such as `/asktwin`. */
  slash(command: string, said: Said, http?: HttpDelivery): Promise<Delivered>;
  /** Opens the twin's Home tab, with what was published for this person. */
  openHome(user?: string): Promise<Delivered>;
  /** Presses a button of the Home tab that this person sees. */
  press(label: string, user?: string): Promise<Delivered>;
  /** Presses the Stop button of the conversation in a thread. */
  pressStop(channel: string, threadTs: string): Promise<Delivered>;
  /** Sends any event. */
  event(event: Readonly<Record<string, unknown>>, http?: HttpDelivery): Promise<Delivered>;
  /** Sends an event once more with the same `event_id`, as Slack does when it missed the acknowledgement. */
  redeliver(eventId: string, http?: HttpDelivery): Promise<Delivered>;
}

/** What can be set on {@link createEventSender}. */
export interface EventSenderOptions {
  readonly workspace: Workspace;
  readonly sockets: SocketServer;
  readonly responseUrls: ResponseUrls;
  readonly signingSecret: string;
  /** Where response URLs live. */
  origin(): string;
  /** Where the app takes HTTP deliveries; nothing while it uses a socket. */
  requestUrl(): string | undefined;
}

const eventPlace = z.object({ channel: z.string().default(''), ts: z.string().default('') });
const formFields = z.record(z.string(), z.string());

interface Delivery {
  readonly eventId: string;
  readonly channel: string;
  readonly ts: string;
  readonly envelope: Envelope;
  readonly onAck: (payload: unknown) => void;
}

/** Sends events over the socket, or signed over HTTP once a request URL is set. */
export function createEventSender(options: EventSenderOptions): EventSender {
  const { workspace, sockets, responseUrls } = options;
  const sent = new Map<string, Delivery>();
  let counter = 0;

  const send = async (delivery: Delivery, http: HttpDelivery): Promise<Delivered> => {
    sent.set(delivery.eventId, delivery);
    const { eventId, channel, ts, envelope, onAck } = delivery;
    const delivered = { eventId, channel, ts, sentAtMs: workspace.now() };
    const url = options.requestUrl();
    if (url === undefined) {
      const { payload, state } = await sockets.deliver(envelope);
      onAck(payload);
      return { ...delivered, status: 200, isCut: state === 'cut' };
    }
    const { status, body } = await postSigned({ url, envelope, http, secret: options.signingSecret });
    if (body.startsWith('{')) onAck(JSON.parse(body));
    return { ...delivered, status, isCut: false };
  };

  const sendEvent = (
    event: Readonly<Record<string, unknown>>,
    http: HttpDelivery,
    isExtShared = false,
  ): Promise<Delivered> => {
    counter += 1;
    const eventId = `Ev${String(counter).padStart(8, '0')}`;
    const payload = {
      token: 'legacy',
      team_id: workspace.teamId,
      api_app_id: 'A0001',
      event,
      type: 'event_callback',
      event_id: eventId,
      is_ext_shared_channel: isExtShared,
      event_time: Math.floor(workspace.now() / 1000),
      authorizations: [{ team_id: workspace.teamId, user_id: workspace.botUserId, is_bot: true, enterprise_id: null }],
    };
    return send(
      { eventId, ...eventPlace.parse(event), envelope: { type: 'events_api', payload }, onAck: () => undefined },
      http,
    );
  };

  const say = (
    said: Required<Pick<Said, 'user' | 'channel' | 'text'>> & Said,
    event: Readonly<Record<string, unknown>>,
  ) => {
    const { user, channel, text, threadTs, fields } = said;
    const message = workspace.post({ channel, threadTs, author: user, text });
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
    const { ts } = message;
    return { user, channel, text, ts, event_ts: ts, team: workspace.teamId, ...thread, ...event, ...fields };
  };

  return {
    mention({ user = 'U0MAYA', channel = 'C0GENERAL', text, ...said }, http = {}) {
      const spoken = `<@${workspace.botUserId}> ${text}`;
      return sendEvent(say({ user, channel, text: spoken, ...said }, { type: 'app_mention' }), http, said.isExtShared);
    },
    dm({ user = 'U0MAYA', channel = 'D0MAYA', text, ...said }, http = {}) {
      return sendEvent(
        say({ user, channel, text, ...said }, { type: 'message', channel_type: 'im' }),
        http,
        said.isExtShared,
      );
    },
    slash(command, { user = 'U0MAYA', channel = 'C0GENERAL', text }, http = {}) {
      counter += 1;
      const eventId = `${counter}.trigger`;
      const place = { user, channel };
      const payload = {
        token: 'legacy',
        command,
        text,
        user_id: user,
        user_name: 'maya',
        team_id: workspace.teamId,
        team_domain: 'example',
        channel_id: channel,
        channel_name: channel.startsWith('D') ? 'directmessage' : 'general',
        api_app_id: 'A0001',
        is_enterprise_install: 'false',
        response_url: `${options.origin()}/response/${responseUrls.create(place)}`,
        trigger_id: eventId,
      };
      const onAck = (answer: unknown): void => responseUrls.takeAck(place, answer);
      return send({ eventId, channel, ts: '', envelope: { type: 'slash_commands', payload }, onAck }, http);
    },
    openHome(user = 'U0MAYA') {
      const view = workspace.homes.findLast((home) => home.user === user)?.view;
      const shown = view === undefined ? {} : { view: { id: 'V0001', ...view } };
      return sendEvent({ type: 'app_home_opened', user, channel: `D${user.slice(1)}`, tab: 'home', ...shown }, {});
    },
    press(label, user = 'U0MAYA') {
      counter += 1;
      const eventId = `${counter}.trigger`;
      const view = workspace.homes.findLast((home) => home.user === user)?.view;
      const buttons = view?.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : [])) ?? [];
      const pressed = buttons.find(({ text }) => text.text === label);
      if (pressed === undefined) throw new Error(`There is no button ${label}`);
      const payload = {
        type: 'block_actions',
        user: { id: user, username: 'maya', team_id: workspace.teamId },
        api_app_id: 'A0001',
        token: 'legacy',
        container: { type: 'view', view_id: 'V0001' },
        trigger_id: eventId,
        team: { id: workspace.teamId, domain: 'example' },
        is_enterprise_install: false,
        view: { id: 'V0001', team_id: workspace.teamId, ...view },
        actions: [{ ...pressed, block_id: 'b1', action_ts: workspace.nextTs() }],
      };
      const envelope = { type: 'interactive', payload } as const;
      return send({ eventId, channel: '', ts: '', envelope, onAck: () => undefined }, {});
    },
    pressStop(channel, threadTs) {
      const streams = workspace.messages.filter(
        (message) => message.channel === channel && message.threadTs === threadTs && message.state === 'streaming',
      );
      for (const stream of streams) stream.state = 'stopped';
      const streamingTs = streams.map(({ ts }) => ts);
      const event = { type: 'agent_session_stopped', channel, thread_ts: threadTs, streaming_message_ts: streamingTs };
      return sendEvent({ ...event, user: 'U0MAYA', event_ts: workspace.nextTs() }, {});
    },
    event: (event, http = {}) => sendEvent(event, http),
    redeliver(eventId, http = {}) {
      const delivery = sent.get(eventId);
      if (delivery === undefined) throw new Error(`Nothing was sent with the id ${eventId}`);
      return send(delivery, http);
    },
  };
}

async function postSigned(options: {
  readonly url: string;
  readonly envelope: Envelope;
  readonly http: HttpDelivery;
  readonly secret: string;
}): Promise<{ status: number; body: string }> {
  const { retryNum, skewSeconds = 0, isForged = false } = options.http;
  const isJson = options.envelope.type === 'events_api';
  const body = isJson ? JSON.stringify(options.envelope.payload) : toForm(options.envelope);
  const timestamp = Math.floor(Date.now() / 1000) + skewSeconds;
  const signature = createHmac('sha256', isForged ? 'another secret' : options.secret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  const response = await fetch(options.url, {
    method: 'POST',
    body,
    headers: {
      'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': `v0=${signature}`,
      ...(retryNum === undefined
        ? {}
        : { 'x-slack-retry-num': String(retryNum), 'x-slack-retry-reason': 'http_timeout' }),
    },
  });
  return { status: response.status, body: await response.text() };
}

/** Commands are flat, everything else that is pressed is JSON in a field. */
function toForm({ type, payload }: Envelope): string {
  if (type === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return new URLSearchParams(formFields.parse(payload)).toString();
}
