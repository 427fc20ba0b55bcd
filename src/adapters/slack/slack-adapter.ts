import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Adapter, TwinCore } from '../../core/adapter.ts';
import { createAgentSessions } from './agent-sessions.ts';
import { createPublishedHomes } from './app-home.ts';
import { ASK_ACTION } from './home-view.ts';
import { createArrivals } from './arrivals.ts';
import { createBoltApp, type BoltApp } from './bolt-app.ts';
import { createCallBudget } from './call-budget.ts';
import { createConnection } from './connection.ts';
import { holdAcks } from './hold-acks.ts';
import { parseCommand } from './incoming.ts';
import { endInterruptedSession } from './interrupted-session.ts';
import { finishInterrupted } from './interrupted.ts';
import { onAskTwin, onCommand, onReingest, onTwin, type CommandContext } from './on-command.ts';
import { onAskPressed } from './on-ask-pressed.ts';
import { onMessage } from './on-message.ts';
import { onOpened } from './on-opened.ts';
import { onStopPressed } from './on-stop-pressed.ts';
import { onUninstalled } from './on-uninstalled.ts';
import { createOpenedThreads } from './opened-threads.ts';
import { createPaneCalls } from './pane-calls.ts';
import { createRunningThreads } from './running-threads.ts';
import { createSlackCalls } from './slack-calls.ts';
import { createSharedChannels } from './shared-channels.ts';
import type { SlackFace } from './slack-face.ts';
import type { Handling } from './handle-once.ts';

/** What Slack needs. With `appToken` events come over a socket, otherwise as requests signed with `signingSecret`. */
export interface SlackOptions {
  readonly botToken: string;
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
  /** Base of the Web API, such as `https://slack.com/api/`. */
  readonly apiUrl: string;
  /** As in `TWIN_ADMINS`; none unless told. */
  readonly admins?: ReadonlySet<string> | undefined;
  readonly core: TwinCore;
}

/** Slack as a face of the twin. */
export interface SlackAdapter extends Adapter {
  /** Takes `POST /slack/events` with a body that nobody has read; only there without a socket. */
  readonly httpHandler?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Builds the adapter; nothing is sent before `start`. */
export function createSlackAdapter({ core: sharedCore, ...options }: SlackOptions): SlackAdapter {
  const core = { ...sharedCore, logger: sharedCore.logger.child({ adapter: 'slack' }) };
  const { clock, logger } = core;
  const bolt = createBoltApp({ ...options, logger });
  const calls = createSlackCalls(bolt.app.client, core.telemetry);
  const pane = createPaneCalls(bolt.app.client, core.telemetry);
  const face = {
    core,
    arrivals: createArrivals(core),
    calls,
    pane,
    sessions: createAgentSessions({ calls: pane, windows: core.callWindows, clock, logger }),
    runningThreads: createRunningThreads(),
    homes: createPublishedHomes(),
    budget: createCallBudget({ windows: core.callWindows }),
    openedThreads: createOpenedThreads(),
    sharedChannels: createSharedChannels({ calls, clock, logger }),
    admins: options.admins ?? new Set<string>(),
  };
  const connection = createConnection({ bolt, clock, logger });
  holdAcks(bolt.app, (body) => face.arrivals.beforeAck(body));
  listen(bolt.app, face);

  return {
    name: 'slack',
    start: () => connection.start(),
    state: () => connection.state(),
    async finish(entry) {
      await finishInterrupted({ calls, pane, clock }, entry);
      await endInterruptedSession({ pane, logger }, entry);
    },
    close: () => connection.close(),
    ...(bolt.handleRequest === undefined ? {} : { httpHandler: bolt.handleRequest }),
  };
}

type CommandListener = (context: CommandContext, ...work: Parameters<Handling['work']>) => Promise<void>;

function listen(app: BoltApp['app'], face: SlackFace): void {
  app.event('app_mention', ({ body, context }) => onMessage(face, body, context.botUserId ?? ''));
  app.event('message', ({ body, context }) => onMessage(face, body, context.botUserId ?? ''));
  app.event('app_home_opened', ({ body }) => onOpened(face, body));
  app.event('assistant_thread_started', ({ body }) => onOpened(face, body));
  app.event('app_uninstalled', ({ body }) => onUninstalled(face, body));
  app.event('tokens_revoked', ({ body }) => onUninstalled(face, body));
  app.event('agent_session_stopped', ({ body }) => onStopPressed(face, body));
  app.action(new RegExp(`^${ASK_ACTION}\\d+$`), async ({ body, ack, context }) => {
    await ack().catch((error: unknown) => face.core.logger.warn({ event: 'slack.button_not_acked', err: error }));
    await onAskPressed(face, body, context.botUserId ?? '');
  });

  const commands: Readonly<Record<string, CommandListener>> = {
    '/asktwin': onAskTwin,
    '/twin': onTwin,
    '/reingest': onReingest,
  };
  for (const [name, listener] of Object.entries(commands)) {
    app.command(name, async ({ body, ack, context }) => {
      // Slack waits 3 s for this. If it cannot be sent, the answer still can.
      await ack().catch((error: unknown) => face.core.logger.warn({ event: 'slack.command_not_acked', err: error }));
      const command = parseCommand(body);
      if (command === undefined) return face.core.logger.warn({ event: 'slack.command_unreadable', command: name });
      const taken = face.arrivals.take(body);
      await onCommand({ face, command, botUserId: context.botUserId ?? '' }, { taken, listener });
    });
  }
}
