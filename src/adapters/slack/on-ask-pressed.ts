import { toConversationKey } from '../../core/turn.ts';
import { audienceOfPlace } from './audience-of-place.ts';
import { deliverInThread } from './deliver-in-thread.ts';
import { escapeSequences } from './escape.ts';
import { handleOnce } from './handle-once.ts';
import { parseAskPressed } from './incoming.ts';
import { restate } from './question.ts';
import type { Place } from './slack-calls.ts';
import { toSlackUser, whereabouts, type SlackFace } from './slack-face.ts';

/** Asks in the direct message what somebody chose in the Home tab, and answers there. */
export async function onAskPressed(face: SlackFace, body: unknown, botUserId: string): Promise<void> {
  const pressed = parseAskPressed(body);
  if (pressed === undefined) return;
  const { core, calls, admins } = face;
  const { user, team, workspace, question } = pressed;
  const recipient = { user, team };
  const userKey = toSlackUser(recipient);
  const audience = audienceOfPlace(admins, { user, isDirect: true, isExternal: team !== workspace });
  let place: Place = { channel: user };

  await handleOnce(core, {
    failureEvent: 'slack.button_failed',
    taken: face.arrivals.take(body),
    async tell(text, signal) {
      await calls.post(place, text, signal);
    },
    async work(signal, taken) {
      const text = escapeSequences(restate(question, 'You'));
      const { channel, ts: threadTs } = await calls.post({ channel: user }, text, signal);
      const thread = { channel, threadTs };
      place = thread;
      await taken.note({ target: { kind: 'thread', ...thread, ts: null, since: threadTs } });
      const conversation = toConversationKey(userKey, channel);
      const turn = { face: 'slack', user: userKey, conversation, question, audience, turnId: taken.turnId } as const;
      const answer = await core.answers.ask({ ...turn, ...whereabouts(workspace, channel) }, { signal });
      await deliverInThread(face, { taken, answer, question, thread, askedTs: threadTs, recipient, botUserId, signal });
    },
  });
}
