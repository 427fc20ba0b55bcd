import type { Algorithm, Place } from './deliverer.ts';
import { asktwin } from './our-delivery.ts';
import { chatSdkDiscord, llmcord, openClawDiscord } from './rivals-discord.ts';
import { chatSdkSlack, chatStreamer, dust, openClawSlack } from './rivals-slack.ts';

/** This product first, then the rivals that there are on a platform, by their own algorithm for it. */
export function algorithmsFor({ kind }: Place): readonly Algorithm[] {
  return kind === 'discord'
    ? [asktwin, llmcord, chatSdkDiscord, openClawDiscord]
    : [asktwin, chatSdkSlack, openClawSlack, dust, chatStreamer];
}
