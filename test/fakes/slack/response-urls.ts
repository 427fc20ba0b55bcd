import { z } from 'zod';
import { faultOfBlocks } from './blocks.ts';
import { textOfBlocks } from './api-call.ts';
import type { PrivateMessage, Workspace } from './workspace.ts';

/** Whom a response URL answers. */
export interface ResponsePlace {
  readonly user: string;
  readonly channel: string;
}

/** The addresses over which a command can be answered without being in the channel. */
export interface ResponseUrls {
  /** Makes the last part of a new address. */
  create(place: ResponsePlace): string;
  /** Takes one post; gives the HTTP status. */
  take(id: string, body: string): number;
  /** Shows what a command's acknowledgement holds. */
  takeAck(place: ResponsePlace, payload: unknown): void;
}

const MAX_USES = 5;
const LIFE_MS = 30 * 60_000;
const post = z.looseObject({
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.boolean().optional(),
});

/**
 * Takes five posts in 30 minutes per address.
 *
 * @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export function createResponseUrls(workspace: Workspace): ResponseUrls {
  const places = new Map<
    string,
    ResponsePlace & { uses: number; createdAt: number; last: PrivateMessage | undefined }
  >();

  return {
    create(place) {
      const id = `R${places.size + 1}`;
      places.set(id, { ...place, uses: 0, createdAt: workspace.now(), last: undefined });
      return id;
    },
    take(id, body) {
      const place = places.get(id);
      if (place === undefined) {
        workspace.problems.push(`unknown response_url: ${id}`);
        return 404;
      }
      place.uses += 1;
      if (place.uses > MAX_USES || workspace.now() - place.createdAt > LIFE_MS) {
        workspace.problems.push('a response_url was used up or too old');
        return 404;
      }
      const fault = blocksFault(body);
      if (fault !== undefined) {
        workspace.problems.push(`a response_url was sent blocks that Slack refuses: ${fault}`);
        return 400;
      }
      const { text, blocks, response_type: type, replace_original: isReplacing } = post.parse(JSON.parse(body));
      const shown = blocks === undefined ? (text ?? '') : textOfBlocks(JSON.stringify(blocks));
      if (type === 'in_channel') {
        workspace.post({ channel: place.channel, threadTs: undefined, author: workspace.botUserId, text: shown });
      } else if (isReplacing === true && place.last !== undefined) workspace.show(place.last, shown);
      else {
        const { user, channel } = place;
        place.last = workspace.whisper({ user, channel, threadTs: undefined, via: 'response_url', text: shown });
      }
      return 200;
    },
    takeAck(place, payload) {
      const text = z.looseObject({ text: z.string() }).safeParse(payload).data?.text;
      if (text !== undefined && text !== '') workspace.whisper({ ...place, threadTs: undefined, via: 'ack', text });
    },
  };
}

function blocksFault(body: string): string | undefined {
  const { blocks } = post.parse(JSON.parse(body));
  return blocks === undefined ? undefined : faultOfBlocks(JSON.stringify(blocks));
}
