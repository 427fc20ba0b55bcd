import type { Algorithm, Task } from './deliverer.ts';
import type { Editable } from './rival-clients.ts';
import { createPlainDiscord, createWaitingDiscord } from './rival-clients.ts';
import { editWhileGrowing, finishWith, pause, readAside } from './rival-loops.ts';

/**
 * llmcord: reads a delta, and when a second has passed since the last edit of any conversation, edits before it reads
 * on; nothing is painted while no delta comes. The first message goes out with the second delta, the last one waits out
 * its second. Its library waits for rate limits.
 */
export const llmcord: Algorithm = {
  name: 'llmcord',
  create(platform, place) {
    if (place.kind !== 'discord') throw new Error('llmcord is on Discord only.');
    const client = createWaitingDiscord(platform, place.limit);
    const { clock } = platform;
    let lastEditAt = -Infinity;
    return {
      async deliver({ thread, events }: Task) {
        let text = '';
        let held = '';
        let message: Editable | undefined;
        for await (const event of events) {
          if (event.type !== 'delta') continue;
          text += held;
          held = event.text;
          if (text === '') continue;
          if (message === undefined) {
            message = await client.post(thread, `${text} ⚪`);
            lastEditAt = clock.now();
          } else if (clock.now() - lastEditAt >= 1000) {
            lastEditAt = clock.now();
            await message.edit(`${text} ⚪`);
          }
        }
        text += held;
        await pause(platform, lastEditAt + 1000 - clock.now());
        lastEditAt = clock.now();
        if (message === undefined) await client.post(thread, text);
        else await message.edit(text);
      },
    };
  },
};

/**
 * Chat SDK without native streams: "..." before the first word, then an edit 500 ms after the last one was through. A
 * refused edit is skipped; at the end there is one more, with plain `fetch`, and when that is refused nobody tries again.
 */
export const chatSdkDiscord: Algorithm = {
  name: 'Chat SDK',
  create(platform, place) {
    if (place.kind !== 'discord') throw new Error('This is for Discord.');
    const client = createPlainDiscord(platform, place.limit);
    const render = (text: string): string => (text.length > 2000 ? `${text.slice(0, 1997)}...` : text);
    return {
      async deliver(task) {
        const growing = readAside(task);
        const message = await client.post(task.thread, '...');
        await pause(platform, 500);
        await editWhileGrowing(platform, client, task, growing, { pauseMs: 500, stopsOnError: false, message, render });
        await message.edit(render(growing.text));
      },
    };
  },
};

/**
 * OpenClaw's draft loop: the newest text at most every 1,200 ms since the last request was through; the first refusal ends
 * the preview. The end is sent by a client that waits for rate limits.
 */
export const openClawDiscord: Algorithm = {
  name: 'OpenClaw',
  create(platform, place) {
    if (place.kind !== 'discord') throw new Error('This is for Discord.');
    const client = createPlainDiscord(platform, place.limit);
    return {
      async deliver(task) {
        const growing = readAside(task);
        const message = await editWhileGrowing(platform, client, task, growing, { pauseMs: 1200, stopsOnError: true });
        await finishWith(platform, client, task, growing, message);
      },
    };
  },
};
