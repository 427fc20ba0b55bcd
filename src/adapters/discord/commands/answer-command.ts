import { toUserMessage } from '../../../core/answer/user-messages.ts';
import { logFailure } from '../../../core/log-failure.ts';
import { createTurnId, toConversationKey, toUserKey } from '../../../core/turn.ts';
import { createFooter } from '../reply/answer-footer.ts';
import { tellInDm } from '../messages/tell-privately.ts';
import { createDetourTransport } from '../reply/detour-transport.ts';
import { createCommandTransport } from '../reply/command-transport.ts';
import { isRefusal } from '../discord-context.ts';
import { whereabouts } from '../whereabouts.ts';
import type { Audience } from '../../../core/audience.ts';
import type { TakenEvent } from '../../../core/intake/intake.ts';
import type { Answer } from '../../../core/answer/answer-service.ts';
import type { Turn, TurnId } from '../../../core/turn.ts';
import type { CommandReply } from './command-reply.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { CommandPlace } from '../reply/reply-target.ts';
import { NOT_NEEDED } from '../../../support/not-needed.ts';

/** `/asktwin`, or a button that asks, as somebody gave it. */
export interface AskCommand {
  readonly place: CommandPlace;
  readonly reply: CommandReply;
  /** @throws {InputError} it is not known any more */
  readonly question: () => Promise<string>;
  /** The turn whose question is asked again. */
  readonly again?: TurnId;
  readonly audience: Audience;
  /** Nothing outside of servers. */
  readonly guildId: string | null;
}

/** A question waits this long for the limits before it is acknowledged without knowing them. */
const ASK_WITHIN_MS = 300;

type Asked =
  | { readonly type: 'answer'; readonly answer: Answer; readonly taken: TakenEvent | undefined }
  | { readonly type: 'error'; readonly error: unknown }
  | { readonly type: 'claimed' };

/**
 * Answers `/asktwin`: a refusal is seen by the asker alone, since it comes before anything is shown; an answer grows
 * where it was asked for.
 */
export async function answerCommand(context: DiscordContext, command: AskCommand, signal: AbortSignal): Promise<void> {
  const { core, api, buckets, logger } = context;
  const { place, reply } = command;
  const asking = takeAndAsk(context, command, signal);
  const early = await firstWithin(asking, ASK_WITHIN_MS, context);
  if (early?.type === 'claimed') return;
  if (early?.type === 'error') return tellError(context, reply, early.error);
  if (!(await reply.defer({ isPrivate: place.isPrivate }))) return;

  // Whoever acknowledged a command answers it, even when the claim went to somebody else meanwhile.
  const late = early ?? (await asking);
  const asked = late.type === 'claimed' ? await ask(context, command, { signal }) : late;
  if (asked.type !== 'answer') return tellError(context, reply, asked.type === 'error' ? asked.error : undefined);
  const { turnId } = asked.answer;
  const inner = createCommandTransport({
    api,
    buckets,
    clock: core.clock,
    place,
    answer: { turnId, userId: place.userId },
    onShown: () => reply.keep(),
  });
  await core.delivery.deliver(asked.answer, {
    transport: createDetourTransport({
      api,
      buckets,
      logger,
      inner,
      asked: place,
      stop: () => core.running.stop(turnId),
      leave: (how) => api.deleteReply(place.interaction, how),
      tell: (text) => reply.tell(text).catch(() => tellInDm(context, place.userId, text)),
    }),
    taken: asked.taken,
    face: 'discord',
    user: toUserKey('discord', place.userId),
    renderFooter: createFooter(await core.persona()),
  });
}

async function takeAndAsk(context: DiscordContext, command: AskCommand, signal: AbortSignal): Promise<Asked> {
  const taken = await command.reply.take();
  if (taken === undefined) return { type: 'claimed' };
  return ask(context, command, { taken, signal });
}

async function ask(
  { core }: DiscordContext,
  { place, question, audience, guildId, again }: AskCommand,
  { taken, signal }: { readonly taken?: TakenEvent; readonly signal: AbortSignal },
): Promise<Asked> {
  const user = toUserKey('discord', place.userId);
  const conversation = toConversationKey(user, place.channelId);
  try {
    const turn: Turn = {
      face: 'discord',
      user,
      conversation,
      question: await question(),
      audience,
      ...whereabouts(guildId, place.channelId),
      turnId: taken?.turnId,
    };
    return { type: 'answer', taken, answer: await core.answers.ask(turn, { signal, again }) };
  } catch (error) {
    return { type: 'error', error };
  }
}

/** Gives nothing when it takes longer. */
async function firstWithin(
  asking: Promise<Asked>,
  withinMs: number,
  { core }: DiscordContext,
): Promise<Asked | undefined> {
  const timer = new AbortController();
  const tooLong = core.clock.sleep(withinMs, timer.signal).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([asking, tooLong]);
  } finally {
    timer.abort(NOT_NEEDED);
  }
}

async function tellError({ logger }: DiscordContext, reply: CommandReply, error: unknown): Promise<void> {
  const turnId = createTurnId();
  if (!isRefusal(error)) logFailure(logger, { event: 'discord.question_failed', turnId, err: error });
  await reply.tell(toUserMessage(error, turnId));
}
