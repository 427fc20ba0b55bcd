import { apiFaults } from './api-fault.ts';
import { toButtonIds } from './components.ts';
import { canPing } from './message-body.ts';
import { toMessageJson } from './payloads.ts';
import type { MessageBody } from './message-body.ts';
import type { FakeMessage, World } from './world.ts';

/** The only flags that a bot's text may carry: no previews, and only for one person. */
const SUPPRESS_EMBEDS = 4;
const EPHEMERAL = 64;

/** Sends an event to whoever listens at the Gateway. */
export type Dispatch = (event: string, data: Record<string, unknown>) => void;

/** Where a message of the bot goes. */
export type Draft = Pick<FakeMessage, 'channelId' | 'token' | 'onlyFor' | 'replyTo'> & { readonly flags: number };

/** The bot's own messages: every change is checked, written down and sent to the Gateway. */
export interface BotMessages {
  create(draft: Draft, body: MessageBody): FakeMessage;
  /** Shows "the bot is thinking…". */
  createLoading(draft: Draft): FakeMessage;
  edit(message: FakeMessage, body: MessageBody): FakeMessage;
  delete(message: FakeMessage): void;
}

/** Writes into `world`. */
export function createBotMessages(world: World, dispatch: Dispatch): BotMessages {
  const check = (body: MessageBody, what: string): void => {
    if (canPing(body)) world.problems.push(`${what} could ping somebody: ${JSON.stringify(body.allowed_mentions)}`);
    const unknownFlags = (body.flags ?? 0) & ~(SUPPRESS_EMBEDS | EPHEMERAL);
    if (unknownFlags !== 0) world.problems.push(`${what} carries unknown flags ${unknownFlags}`);
  };
  const addFrame = ({ id, content: text, components }: FakeMessage, kind: 'loading' | 'shown'): void => {
    world.transcript.add(id, { at: world.now(), kind, text, buttons: [...toButtonIds(components).keys()] });
  };
  const add = (draft: Draft, body: MessageBody | undefined): FakeMessage => {
    const message: FakeMessage = {
      ...draft,
      id: world.nextId(),
      authorId: world.bot.id,
      content: body?.content ?? '',
      components: body?.components ?? [],
      isLoading: body === undefined,
    };
    world.messages.set(message.id, message);
    world.transcript.open(message, body?.nonce);
    addFrame(message, body === undefined ? 'loading' : 'shown');
    if (message.onlyFor === undefined) dispatch('MESSAGE_CREATE', toMessageJson(world, message));
    return message;
  };

  return {
    createLoading: (draft) => add(draft, undefined),
    create(draft, body) {
      check(body, 'A create');
      return add(draft, body);
    },
    edit(message, body) {
      check(body, 'An edit');
      if (message.authorId !== world.bot.id) throw apiFaults.notYours();
      message.content = body.content ?? message.content;
      // What an edit does not name stays as it was.
      message.components = body.components ?? message.components;
      message.isLoading = false;
      message.flags = ((body.flags ?? message.flags) & SUPPRESS_EMBEDS) | (message.flags & EPHEMERAL);
      addFrame(message, 'shown');
      if (message.onlyFor === undefined) dispatch('MESSAGE_UPDATE', toMessageJson(world, message));
      return message;
    },
    delete(message) {
      world.messages.delete(message.id);
      world.transcript.add(message.id, { at: world.now(), kind: 'deleted', text: '', buttons: [] });
    },
  };
}
