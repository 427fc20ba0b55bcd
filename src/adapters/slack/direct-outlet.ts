import type { CallBudget } from './call-budget.ts';
import type { Posted, SlackCalls } from './slack-calls.ts';
import type { NextOutlet } from './reply-outlet.ts';
import { toElsewhereNote } from './texts.ts';
import { slackCodeOf } from './slack-error.ts';

/** What is needed to write to somebody directly. */
export interface DirectOutletOptions {
  readonly calls: SlackCalls;
  readonly budget: CallBudget;
  readonly user: string;
}

/**
 * The direct message with the person who asked, for a reply that cannot stand where it was asked for: nobody else reads
 * there, so whoever may read the answer at the place may read it here.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postMessage#app_home
 */
export function createDirectOutlet({ calls, budget, user }: DirectOutletOptions): NextOutlet {
  return (reason) => {
    const note = toElsewhereNote(slackCodeOf(reason));
    const messages: { readonly posted: Posted; shown: string }[] = [];
    return {
      isStreaming: false,
      bucketFor: async ({ index }) =>
        budget.bucketOf(messages[index] === undefined ? 'chat.postMessage' : 'chat.update', user),
      async show(texts, index, { signal }) {
        for (let at = 0; at <= index; at += 1) {
          const text = at === 0 ? `${note}\n\n${texts[0] ?? ''}` : (texts[at] ?? '');
          const message = messages[at];
          if (message?.shown === text) continue;
          if (message !== undefined) await calls.update(message.posted, text, signal);
          messages[at] = {
            posted: message?.posted ?? (await calls.post({ channel: user }, text, signal)),
            shown: text,
          };
        }
      },
      target() {
        const { posted } = messages.at(-1) ?? {};
        return posted && { kind: 'thread', channel: posted.channel, threadTs: posted.ts, ts: posted.ts };
      },
      settle: async () => undefined,
      leave: async () => undefined,
    };
  };
}
