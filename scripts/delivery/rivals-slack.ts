import type { Algorithm, Task } from './deliverer.ts';
import type { Platform } from './platform.ts';
import type { SlackClient } from './rival-clients.ts';
import { createSlackClient } from './rival-clients.ts';
import { editWhileGrowing, finishWith, pause, readAside } from './rival-loops.ts';

/** A stream as Slack's SDK makes it: text is sent when 256 characters are there, and the rest with the stop. */
function createChatStreamer(
  platform: Platform,
  client: SlackClient,
  thread: string,
): { append(text: string): Promise<void>; stop(): Promise<void> } {
  let buffer = '';
  let message: { text: string; set(text: string): void } | undefined;
  const start = (): Promise<void> =>
    client.call('chat.startStream', () => {
      message = platform.open(thread);
      message.set(buffer);
    });
  const add = (text: string): void => message?.set(message.text + text);
  return {
    async append(text) {
      buffer += text;
      if (buffer.length < 256) return;
      if (message === undefined) await start();
      else await client.call('chat.appendStream', () => add(buffer));
      buffer = '';
    },
    async stop() {
      if (message === undefined) {
        await start();
        buffer = '';
      }
      await client.call('chat.stopStream', () => add(buffer));
    },
  };
}

/** Slack's own `ChatStreamer`, fed with every delta; each call is waited for before the next delta is read. */
export const chatStreamer: Algorithm = {
  name: 'ChatStreamer',
  create(platform) {
    const client = createSlackClient(platform, { isRetrying: true });
    return {
      async deliver({ thread, events }: Task) {
        const stream = createChatStreamer(platform, client, thread);
        for await (const event of events) if (event.type === 'delta') await stream.append(event.text);
        await stream.stop();
      },
    };
  },
};

/** Chat SDK on Slack: the same stream, fed with whole lines only. */
export const chatSdkSlack: Algorithm = {
  name: 'Chat SDK',
  create(platform) {
    const client = createSlackClient(platform, { isRetrying: true });
    return {
      async deliver({ thread, events }: Task) {
        const stream = createChatStreamer(platform, client, thread);
        let line = '';
        for await (const event of events) {
          if (event.type !== 'delta') continue;
          line += event.text;
          const end = line.lastIndexOf('\n') + 1;
          if (end === 0) continue;
          await stream.append(line.slice(0, end));
          line = line.slice(end);
        }
        await stream.append(line);
        await stream.stop();
      },
    };
  },
};

/** OpenClaw's draft loop on Slack: 1,000 ms, a client without retries; the end waits for rate limits. */
export const openClawSlack: Algorithm = {
  name: 'OpenClaw',
  create(platform) {
    const client = createSlackClient(platform, { isRetrying: false });
    return {
      async deliver(task) {
        const growing = readAside(task);
        const message = await editWhileGrowing(platform, client, task, growing, { pauseMs: 1000, stopsOnError: true });
        await finishWith(platform, client, task, growing, message);
      },
    };
  },
};

/** What Dust takes of the 50 edits a minute. */
const DUST_EDITS_PER_MINUTE = 45;

/**
 * Dust: edits a placeholder every 500 ms, all answers together at most 45 times a minute; an edit on the way is left out
 * when the minute is full or the text is longer than 2,500 characters, and the end waits for a free place in it.
 */
export const dust: Algorithm = {
  name: 'Dust',
  create(platform) {
    const client = createSlackClient(platform, { isRetrying: true });
    const { clock } = platform;
    let editedAt: readonly number[] = [];
    const takeEdit = (): boolean => {
      editedAt = editedAt.filter((at) => at > clock.now() - 60_000);
      if (editedAt.length >= DUST_EDITS_PER_MINUTE) return false;
      editedAt = [...editedAt, clock.now()];
      return true;
    };
    return {
      async deliver(task) {
        const growing = readAside(task);
        const message = await client.post(task.thread, 'Thinking...');
        const mayEdit = (): boolean => growing.text.length <= 2500 && takeEdit();
        await editWhileGrowing(platform, client, task, growing, {
          pauseMs: 500,
          mayEdit,
          stopsOnError: false,
          message,
        });
        while (!takeEdit()) await pause(platform, (editedAt[0] ?? clock.now()) + 60_001 - clock.now());
        await finishWith(platform, client, task, growing, message);
      },
    };
  },
};
