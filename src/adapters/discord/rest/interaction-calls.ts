import { MessageFlags, RequestMethod, Routes } from 'discord.js';
import { ORIGINAL } from './discord-api.ts';
import { createRestCaller } from './discord-rest.ts';
import { parseMessage, toMessageBody, toReplyBody, toSentMessage } from './message-body.ts';
import type { Cancellable } from '../../../core/ports.ts';
import type { InteractionCalls, InteractionRef } from './discord-api.ts';
import type { RestCallerOptions } from './discord-rest.ts';

/** An acknowledgement that takes longer than this can still be tried again within Discord's 3 s. */
const ACK_TIMEOUT_MS = 1200;

const { Delete, Get, Patch, Post } = RequestMethod;
const ignore = (): void => undefined;

/** Calls that the token of an interaction lets in. */
export function createInteractionCalls(options: RestCallerOptions): InteractionCalls {
  const { apiUrl, telemetry, invalidRequests } = options;
  const call = createRestCaller({ apiUrl, telemetry, invalidRequests });
  const acknowledge = async ({ id, token }: InteractionRef, body: unknown, { signal }: Cancellable): Promise<void> => {
    const route = Routes.interactionCallback(id, token);
    const action = 'acknowledge a command';
    await call({ method: Post, route, body, signal, action, timeoutMs: ACK_TIMEOUT_MS }, ignore);
  };

  return {
    defer: (to, { isPrivate, signal }) =>
      acknowledge(to, { type: 5, data: { flags: isPrivate ? MessageFlags.Ephemeral : 0 } }, { signal }),
    acknowledgePress: (to, options) => acknowledge(to, { type: 6 }, options),
    reply: (to, draft, { signal }) => acknowledge(to, { type: 4, data: toReplyBody(draft) }, { signal }),
    async editReply({ applicationId, token }, messageId, text, { buttons, signal }) {
      const route = Routes.webhookMessage(applicationId, token, messageId);
      const body = toMessageBody(text, buttons);
      return toSentMessage(await call({ method: Patch, route, signal, body, action: 'edit a reply' }, parseMessage));
    },
    async readReply({ applicationId, token }, messageId, { signal }) {
      const route = Routes.webhookMessage(applicationId, token, messageId);
      return toSentMessage(await call({ method: Get, route, signal, action: 'read a reply' }, parseMessage));
    },
    async deleteReply({ applicationId, token }, { signal }) {
      const route = Routes.webhookMessage(applicationId, token, ORIGINAL);
      await call({ method: Delete, route, signal, action: 'delete a reply' }, ignore);
    },
    async followUp({ applicationId, token }, draft, { signal }) {
      const request = {
        method: Post,
        route: Routes.webhook(applicationId, token),
        query: new URLSearchParams({ wait: 'true' }),
        body: toReplyBody(draft),
        signal,
        action: 'follow up a reply',
      };
      return toSentMessage(await call(request, parseMessage));
    },
  };
}
