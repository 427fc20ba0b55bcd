import type { Posted, Thread } from './slack-calls.ts';
import type { SlackFace } from './slack-face.ts';
import { PLACEHOLDER, STATUS } from './texts.ts';

/** A message that stands until the first words come. */
export interface Placeholder {
  readonly posted: Posted;
  readonly text: string;
}

/** What people see while they wait for the first words. */
export interface Thinking {
  /** Resolves when there is something to be seen: with the placeholder message, if there had to be one. Never rejects. */
  readonly acknowledged: Promise<Placeholder | undefined>;
  /** Takes back what would stay; `hasShown` says whether an answer stands in the thread. Never rejects. */
  end(options: { readonly hasShown: boolean }): Promise<void>;
}

/** Whose question it is, and how it is called in the list of conversations. */
export interface ThinkingOptions {
  readonly thread: Thread;
  readonly user: string;
  readonly title: string;
  readonly signal: AbortSignal;
}

const STATUS_WITHIN_MS = 1_500;
const TITLE_WITHIN_MS = 5_000;

/** Shows a status line, or a message where there is none, names the conversation and lets people press Stop. */
export function startThinking(face: SlackFace, options: ThinkingOptions): Thinking {
  const { pane, sessions, core } = face;
  const { thread, user, title } = options;
  const status = showStatus(face, options);
  const session = sessions.begin(thread, { title, user });
  const titled = nameThread(face, options, session);

  return {
    acknowledged: status.then(({ placeholder }) => placeholder),
    async end({ hasShown }) {
      const [{ isDoubtful, isShown }, endSession] = await Promise.all([status, session, titled]);
      await endSession?.();
      // A message of the app clears the line, unless the line came after it.
      if (!isDoubtful && (hasShown || !isShown)) return;
      try {
        await pane.setStatus(thread, '', AbortSignal.timeout(STATUS_WITHIN_MS));
      } catch (error) {
        core.logger.debug({ event: 'slack.status_left', err: error });
      }
    },
  };
}

interface StatusShown {
  readonly isShown: boolean;
  /** Nobody knows whether, or when, Slack shows it. */
  readonly isDoubtful: boolean;
  readonly placeholder?: Placeholder;
}

async function showStatus({ pane, calls, core }: SlackFace, { thread, signal }: ThinkingOptions): Promise<StatusShown> {
  const startedAt = core.clock.now();
  const acknowledged = (): void => core.telemetry.acknowledged('slack', core.clock.now() - startedAt);
  const statusSignal = AbortSignal.timeout(STATUS_WITHIN_MS);
  try {
    await pane.setStatus(thread, STATUS, statusSignal);
    acknowledged();
    return { isShown: true, isDoubtful: false };
  } catch (error) {
    core.logger.debug({ event: 'slack.status_refused', err: error });
    // Too late for a placeholder: the first words may be there any moment.
    if (statusSignal.aborted) return { isShown: false, isDoubtful: true };
  }
  try {
    const posted = await calls.post(thread, PLACEHOLDER, signal);
    acknowledged();
    return { isShown: false, isDoubtful: false, placeholder: { posted, text: PLACEHOLDER } };
  } catch (error) {
    core.logger.debug({ event: 'slack.placeholder_refused', err: error });
    return { isShown: false, isDoubtful: false };
  }
}

/** A session has its title already; elsewhere only direct messages are listed by one. Never rejects. */
async function nameThread(
  { pane, core }: SlackFace,
  { thread, title }: ThinkingOptions,
  session: Promise<unknown>,
): Promise<void> {
  if ((await session) !== undefined || !thread.channel.startsWith('D')) return;
  try {
    await pane.setTitle(thread, title, AbortSignal.timeout(TITLE_WITHIN_MS));
  } catch (error) {
    core.logger.debug({ event: 'slack.title_refused', err: error });
  }
}
