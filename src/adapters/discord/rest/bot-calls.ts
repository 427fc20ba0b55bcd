import { RequestMethod, Routes } from 'discord.js';
import { z } from 'zod';
import { createRestCaller } from './discord-rest.ts';
import { parseList, parseMessage, toMessageBody, toSentMessage } from './message-body.ts';
import type { BotCalls, CommandScope } from './discord-api.ts';
import type { RestCaller } from './discord-rest.ts';

const { Delete, Get, Patch, Post, Put } = RequestMethod;
const ignore = (): void => undefined;
const applicationSchema = z.object({ id: z.string(), name: z.string() });
/** What Discord leaves out is what it grants every bot. */
const gatewaySchema = z.object({
  url: z.string(),
  shards: z.int().min(1),
  session_start_limit: z.object({
    total: z.number().default(1000),
    remaining: z.number().default(1000),
    /** Milliseconds. */
    reset_after: z.number().default(0),
    max_concurrency: z.int().min(1).default(1),
  }),
});
const channelSchema = z.object({ id: z.string() });

/** Calls that the bot's token lets in. */
export function createBotCalls(options: { readonly apiUrl: string; readonly token: string }): BotCalls {
  const call = createRestCaller(options);

  return {
    async application({ signal }) {
      const request = { method: Get, route: '/applications/@me', signal, action: 'name the application' } as const;
      return (await call(request, (json) => applicationSchema.parse(json))).value;
    },
    async gateway({ signal }) {
      const request = { method: Get, route: Routes.gatewayBot(), signal, action: 'say where to connect' } as const;
      return (await call(request, (json) => gatewaySchema.parse(json))).value;
    },
    async readCommands(scope, { signal }) {
      const request = { method: Get, route: toRoute(scope), signal, action: 'list the commands' };
      return (await call(request, (json) => z.array(z.unknown()).parse(json))).value;
    },
    async writeCommands(scope, body, { signal }) {
      await call({ method: Put, route: toRoute(scope), body, signal, action: 'register the commands' }, ignore);
    },
    async createMessage(channelId, { text, buttons, nonce, replyTo }, { signal }) {
      const reference = { message_reference: { message_id: replyTo, fail_if_not_exists: false } };
      const body = {
        ...toMessageBody(text, buttons),
        ...(replyTo === undefined ? {} : reference),
        nonce,
        enforce_nonce: true,
      };
      const route = Routes.channelMessages(channelId);
      return toSentMessage(await call({ method: Post, route, body, signal, action: 'send a message' }, parseMessage));
    },
    async editMessage(channelId, messageId, text, { buttons, signal }) {
      const route = Routes.channelMessage(channelId, messageId);
      const body = toMessageBody(text, buttons);
      return toSentMessage(await call({ method: Patch, route, body, signal, action: 'edit a message' }, parseMessage));
    },
    async readMessage(channelId, messageId, { signal }) {
      const route = Routes.channelMessage(channelId, messageId);
      return toSentMessage(await call({ method: Get, route, signal, action: 'read a message' }, parseMessage));
    },
    async readMessages(channelId, afterId, { signal }) {
      const query = new URLSearchParams({ after: afterId, limit: '100' });
      const request = { method: Get, route: Routes.channelMessages(channelId), query, signal, action: 'list messages' };
      return (await call(request, parseList)).value;
    },
    async deleteMessage(channelId, messageId, { signal }) {
      const route = Routes.channelMessage(channelId, messageId);
      await call({ method: Delete, route, signal, action: 'delete a message' }, ignore);
    },
    ...createPlaceCalls(call),
  };
}

/** Calls about places and signs. */
function createPlaceCalls(call: RestCaller): Pick<BotCalls, 'type' | 'react' | 'unarchive' | 'openDm'> {
  return {
    async unarchive(threadId, { signal }) {
      const route = Routes.channel(threadId);
      await call({ method: Patch, route, body: { archived: false }, signal, action: 'wake a thread' }, ignore);
    },
    async type(channelId, { signal }) {
      const route = Routes.channelTyping(channelId);
      await call({ method: Post, route, signal, action: 'show that the twin types' }, ignore);
    },
    async react(channelId, messageId, emoji, { signal }) {
      const route = Routes.channelMessageOwnReaction(channelId, messageId, encodeURIComponent(emoji));
      await call({ method: Put, route, signal, action: 'react to a message' }, ignore);
    },
    async openDm(userId, { signal }) {
      const request = {
        method: Post,
        route: Routes.userChannels(),
        body: { recipient_id: userId },
        signal,
        action: 'open a DM',
      };
      return (await call(request, (json) => channelSchema.parse(json))).value.id;
    },
  };
}

function toRoute({ applicationId, guildId }: CommandScope): `/${string}` {
  return guildId === undefined
    ? Routes.applicationCommands(applicationId)
    : Routes.applicationGuildCommands(applicationId, guildId);
}
