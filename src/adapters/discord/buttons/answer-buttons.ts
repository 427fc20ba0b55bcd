import { z } from 'zod';
import { toTurnId } from '../../../core/turn.ts';
import type { AnswerDone } from '../../../core/answer/answer-event.ts';
import type { TurnId } from '../../../core/turn.ts';
import type { Button } from '../rest/buttons.ts';

/** The answer that a button belongs to: all that it takes to find it again, even from another process. */
export interface AnswerRef {
  readonly turnId: TurnId;
  /** The person who asked. */
  readonly userId: string;
}

const ACTIONS = ['stop', 'again', 'sources'] as const;

/** What a button does. */
export type ButtonAction = (typeof ACTIONS)[number];

/** A button that somebody pressed. */
export interface PressedButton extends AnswerRef {
  readonly action: ButtonAction;
}

/** What decides which buttons a message has. */
export interface AnswerState {
  /** The message will not change again. */
  readonly isLast: boolean;
  /** The whole answer, under the message that ends it. */
  readonly end?: AnswerDone | undefined;
}

/** Stop while it grows, then Ask again and, where there are some, Sources; none where the answer goes on in another message. */
export function toAnswerButtons(answer: AnswerRef, { isLast, end }: AnswerState): readonly Button[] {
  if (end === undefined) return isLast ? [] : [toButton('stop', 'Stop', answer)];
  const sources = end.sources.length === 0 ? [] : [toButton('sources', 'Sources', answer)];
  return [toButton('again', 'Ask again', answer), ...sources];
}

function toButton(action: ButtonAction, label: string, { turnId, userId }: AnswerRef): Button {
  return { id: ['asktwin', action, turnId, userId].join(':'), label };
}

const idParts = z.tuple([
  z.literal('asktwin'),
  z.enum(ACTIONS),
  z.string().min(1).transform(toTurnId),
  z.string().regex(/^\d+$/),
]);

/** Reads the id of a button; gives nothing for one that the twin does not know, or no longer. */
export function parseButtonId(id: string): PressedButton | undefined {
  const { data } = idParts.safeParse(id.split(':'));
  if (data === undefined) return undefined;
  const [, action, turnId, userId] = data;
  return { action, turnId, userId };
}
