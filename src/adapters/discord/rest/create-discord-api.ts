import { createBotCalls } from './bot-calls.ts';
import { createInteractionCalls } from './interaction-calls.ts';
import type { DiscordApi } from './discord-api.ts';

/** Talks to `apiUrl`, which has neither a version nor a slash at its end. */
export function createDiscordApi(options: { readonly apiUrl: string; readonly token: string }): DiscordApi {
  return { ...createBotCalls(options), ...createInteractionCalls(options) };
}
