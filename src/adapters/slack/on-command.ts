import type { Actor } from '../../core/commands/twin-commands.ts';
import { toConversationKey, type Turn } from '../../core/turn.ts';
import { audienceOfPlace } from './audience-of-place.ts';
import { deliver, deliverInThread } from './deliver-in-thread.ts';
import { escapeSequences } from './escape.ts';
import { handleOnce, type Handling } from './handle-once.ts';
import type { IncomingCommand } from './incoming.ts';
import { createPrivateTransport } from './private-transport.ts';
import { restate, toQuestion } from './question.ts';
import { reingest } from './reingest.ts';
import { createResponder, type Responder } from './responder.ts';
import type { Thread } from './slack-calls.ts';
import { toSlackUser, whereabouts, type SlackFace } from './slack-face.ts';
import { HELP, PLACEHOLDER, REINGEST_USAGE, TWIN_USAGE } from './texts.ts';
import type { Whisper } from './whisper-outlet.ts';

/** A command on its way, already acknowledged. */
export interface CommandContext {
  readonly face: SlackFace;
  readonly command: IncomingCommand;
  readonly responder: Responder;
  readonly botUserId: string;
}

/**
 * Answers `/asktwin`. Nobody else sees what stands in a command and a command has no thread, so the question is
 * restated in the channel and answered in the thread of that; where the twin cannot write, the asker alone gets the
 * answer.
 */
export async function onAskTwin(
  context: CommandContext,
  ...[signal, taken]: Parameters<Handling['work']>
): Promise<void> {
  const { face, command, responder, botUserId } = context;
  const question = toQuestion(command.text, botUserId);
  if (question === '') return responder.respond(HELP, { signal });
  const user = toSlackUser(command);
  const conversation = toConversationKey(user, command.channel);
  const audience = audienceOfPlace(face.admins, {
    user: command.user,
    isDirect: isDirect(command),
    isExternal: !isDirect(command) && (await face.sharedChannels.isShared(command.channel, within(signal))),
  });
  const where = whereabouts(command.team, command.channel);
  const turn: Turn = { face: 'slack', user, conversation, question, audience, turnId: taken.turnId, ...where };
  const answer = await face.core.answers.ask(turn, { signal });

  const thread = await openThread(context, question, signal);
  if (thread === undefined) {
    await responder.respond(PLACEHOLDER, { signal });
    return deliver(face, { taken, answer, transport: createPrivateTransport(responder), user });
  }
  // From now on the thread is where people wait, and no longer the asker alone.
  await taken.note({ target: { kind: 'thread', ...thread, ts: null, since: thread.threadTs } });
  face.openedThreads.remember(thread, user, { conversation, audience });
  const whisper: Whisper = (text, until) => responder.respond(text, { signal: until });
  const askedTs = thread.threadTs;
  await deliverInThread(face, {
    taken,
    answer,
    question,
    thread,
    askedTs,
    recipient: command,
    botUserId,
    whisper,
    signal,
  });
}

const SHARING_WITHIN_MS = 1_500;

/** Not knowing is answered, too; waiting for it is not. */
function within(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(SHARING_WITHIN_MS)]);
}

/**
 * A direct message may also be one between two people, of which nobody tells an app. There the twin cannot write, and the
 * asker alone gets the answer: that is as private as the direct message with the twin itself.
 */
function isDirect({ channel }: IncomingCommand): boolean {
  return channel.startsWith('D');
}

async function openThread(
  { face, command }: CommandContext,
  question: string,
  signal: AbortSignal,
): Promise<Thread | undefined> {
  const text = escapeSequences(restate(question, command.userName));
  try {
    const { channel, ts } = await face.calls.post({ channel: command.channel }, text, signal);
    return { channel, threadTs: ts };
  } catch (error) {
    signal.throwIfAborted();
    face.core.logger.debug({ event: 'slack.channel_closed', err: error });
    return undefined;
  }
}

/** Answers `/twin about`, `/twin quota` and `/twin forget`, to the asker alone. */
export async function onTwin({ face, command, responder }: CommandContext, signal: AbortSignal): Promise<void> {
  const { commands } = face.core;
  const actor = toActor(command);
  const answers = new Map([
    ['about', () => commands.about()],
    ['quota', () => commands.quota(actor)],
    ['forget', () => commands.forget(actor)],
  ]);
  const text = await (answers.get(command.text.trim().toLowerCase())?.() ?? TWIN_USAGE);
  await responder.respond(escapeSequences(text), { signal });
}

/** Answers `/reingest`, with `dry-run`, `rollback` or both, to the asker alone. */
export async function onReingest({ face, command, responder }: CommandContext, signal: AbortSignal): Promise<void> {
  const words = command.text.toLowerCase().replace('dry run', 'dry-run').split(/\s+/).filter(Boolean);
  const wanted = new Set(words.map((word) => word.replace(/^--/, '')));
  const isDryRun = wanted.delete('dry-run') || wanted.delete('dryrun');
  const isRollback = wanted.delete('rollback');
  if (wanted.size > 0) return responder.respond(REINGEST_USAGE, { signal });
  await reingest(face, { actor: toActor(command), isDryRun, isRollback, responder, signal });
}

function toActor(command: IncomingCommand): Actor {
  return { face: 'slack', user: toSlackUser(command), userId: command.user };
}

/** Runs a command's listener once, and tells the asker alone when it fails. */
export async function onCommand(
  { face, command, botUserId }: Omit<CommandContext, 'responder'>,
  {
    taken,
    listener,
  }: Pick<Handling, 'taken'> & {
    readonly listener: (context: CommandContext, ...work: Parameters<Handling['work']>) => Promise<void>;
  },
): Promise<void> {
  const responder = createResponder({ url: command.responseUrl, clock: face.core.clock });
  await handleOnce(face.core, {
    failureEvent: 'slack.command_failed',
    taken,
    tell: (text, signal) => responder.respond(text, { signal }),
    work: (...work) => listener({ face, command, responder, botUserId }, ...work),
  });
}
