import type { Task } from './deliverer.ts';
import { PlatformError } from './platform.ts';
import type { Platform } from './platform.ts';
import type { Editable, PostingClient } from './rival-clients.ts';
import { insist } from './rival-clients.ts';
import { forever } from './virtual-clock.ts';

/** A text that grows, and whether it is whole. */
export interface GrowingText {
  readonly text: string;
  readonly isWhole: boolean;
  /** Resolves with the next change; at once when it is whole. */
  changed(): Promise<void>;
}

/** Reads an answer on its own, whatever the reader of the text does meanwhile. */
export function readAside({ events }: Task): GrowingText {
  let text = '';
  let isWhole = false;
  let wake: () => void = () => undefined;
  const read = async (): Promise<void> => {
    for await (const event of events) {
      if (event.type === 'delta') text += event.text;
      wake();
    }
    isWhole = true;
    wake();
  };
  void read();
  return {
    get text() {
      return text;
    },
    get isWhole() {
      return isWhole;
    },
    changed: () => new Promise((resolve) => (isWhole ? resolve() : (wake = resolve))),
  };
}

/** What an algorithm that edits does between two edits. */
export interface EditLoopOptions {
  /** Milliseconds from the end of one request to the start of the next. */
  readonly pauseMs: number;
  /** Asked before each edit on the way; `false` leaves it out. */
  readonly mayEdit?: () => boolean;
  /** What is sent of a text. */
  readonly render?: (text: string) => string;
  /** Whether edits on the way end with the first that fails. */
  readonly stopsOnError: boolean;
}

/**
 * Shows the newest text with one request at a time until it is whole or edits are given up; gives the message, if there
 * came to be one.
 */
export async function editWhileGrowing(
  platform: Platform,
  client: PostingClient,
  task: Task,
  growing: GrowingText,
  options: EditLoopOptions & { readonly message?: Editable | undefined },
): Promise<Editable | undefined> {
  const { pauseMs, mayEdit = () => true, render = (text) => text, stopsOnError } = options;
  let { message } = options;
  let sent = '';
  while (!growing.isWhole) {
    if (growing.text === sent) {
      await growing.changed();
      continue;
    }
    if (mayEdit()) {
      const text = growing.text;
      try {
        if (message === undefined) message = await client.post(task.thread, render(text));
        else await message.edit(render(text));
        sent = text;
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        if (stopsOnError) return message;
      }
    }
    const pause = new AbortController();
    await Promise.race([platform.clock.sleep(pauseMs, pause.signal).catch(() => undefined), whole(growing)]);
    pause.abort();
  }
  return message;
}

async function whole(growing: GrowingText): Promise<void> {
  while (!growing.isWhole) await growing.changed();
}

/** Waits until a text is whole; then shows it, however long the platform asks to wait. */
export async function finishWith(
  platform: Platform,
  client: PostingClient,
  { thread }: Task,
  growing: GrowingText,
  message: Editable | undefined,
): Promise<void> {
  await whole(growing);
  await insist(platform, async () => {
    if (message === undefined) await client.post(thread, growing.text);
    else await message.edit(growing.text);
  });
}

/** Waits. */
export function pause(platform: Platform, ms: number): Promise<void> {
  return platform.clock.sleep(Math.max(0, ms), forever);
}
