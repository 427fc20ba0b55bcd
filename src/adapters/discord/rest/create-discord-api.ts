import { createBotCalls } from './bot-calls.ts';
import { createInteractionCalls } from './interaction-calls.ts';
import type { DiscordApi } from './discord-api.ts';
import type { RestCallerOptions } from './discord-rest.ts';

/** Talks to `apiUrl`, which has neither a version nor a slash at its end. */
export function createDiscordApi(options: RestCallerOptions & { readonly token: string }): DiscordApi {
  const isSparing = (): boolean => options.invalidRequests?.isSparing() ?? false;
  return { isSparing, ...createBotCalls(options), ...createInteractionCalls(options) };
}
