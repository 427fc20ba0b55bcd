import { StoppedError } from '../../../core/answer/running-turn.ts';
import { STOPPED_NOTE } from '../../../core/answer/user-messages.ts';
import type { Logger } from '../../../core/ports.ts';

/** Why Discord shows no more of a reply. */
export type EndReason = 'deleted' | 'blocked' | 'lost';

/** The end of a reply that Discord refuses for good: nothing more is paid for it, and the one who asked is told. */
export interface RefusedEnd {
  /** Nothing more is shown. */
  readonly isOver: boolean;
  /**
   * Ends it. What stands gets one more frame, for a note in the place of its Stop button, and another one when that is
   * refused, too: it may be the footer that the server does not let through.
   *
   * @throws {StoppedError} there is such a frame to come
   */
  end(reason: EndReason, options: { readonly isStanding: boolean; readonly error: unknown }): Promise<void>;
  /** What the frame shows that is left: nobody stopped it who could have asked for that. */
  toNoted(text: string): string;
}

/** What it takes. */
export interface RefusedEndOptions {
  /** Stops the writing. */
  readonly stop: () => void;
  /** Tells the one who asked, and nobody else. */
  readonly tell: (text: string) => Promise<void>;
  readonly maxChars: number;
  readonly logger: Logger;
}

const TOLD: Readonly<Record<EndReason, string>> = {
  deleted: 'My answer was deleted while I wrote it, so I stopped. Ask me again if you still want it.',
  blocked: 'This server’s AutoMod does not let my answer through, so I stopped. Ask me in a DM instead.',
  lost: 'Discord does not take my answer, so I stopped. Please ask again in a moment.',
};
const NOTES: Readonly<Record<EndReason, string>> = {
  deleted: '',
  blocked: '_AutoMod held back the rest._',
  lost: '_Discord took no more of it._',
};

/** How far it is: what stands gets a note and the footer; where that is refused, too, the note alone. */
type Stage = 'open' | 'closing' | 'bare' | 'over';
const NEXT: Readonly<Record<Stage, Stage>> = { open: 'closing', closing: 'bare', bare: 'over', over: 'over' };

/** Begins with a reply that goes on. */
export function createRefusedEnd({ stop, tell, maxChars, logger }: RefusedEndOptions): RefusedEnd {
  let reason: EndReason | undefined;
  let stage: Stage = 'open';
  return {
    get isOver() {
      return stage === 'over';
    },
    async end(why, { isStanding, error }) {
      stage = isStanding && why !== 'deleted' ? NEXT[stage] : 'over';
      if (reason === undefined) {
        reason = why;
        stop();
        await tell(TOLD[why]).catch((failure: unknown) => logger.warn({ event: 'discord.untold', err: failure }));
      }
      if (stage !== 'over') throw new StoppedError('Discord takes no more of this answer.', { cause: error });
    },
    toNoted(text) {
      const at = text.indexOf(STOPPED_NOTE);
      if (reason === undefined || at === -1) return text;
      const footer = stage === 'bare' ? '' : text.slice(at + STOPPED_NOTE.length);
      const noted = text.slice(0, at) + NOTES[reason] + footer;
      return noted.length <= maxChars ? noted : text;
    },
  };
}
