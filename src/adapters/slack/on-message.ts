import { isSeenBy } from '../../core/audience.ts';
import { audienceOfPlace } from './audience-of-place.ts';
import { deliverInThread } from './deliver-in-thread.ts';
import { handleOnce, type Handling } from './handle-once.ts';
import { parseMessage, type IncomingMessage } from './incoming.ts';
import { toQuestion } from './question.ts';
import { toSlackUser, whereabouts, type SlackFace } from './slack-face.ts';
import { toConversationKey } from '../../core/turn.ts';
import { HELP } from './texts.ts';
import type { Whisper } from './whisper-outlet.ts';

/** Answers a mention or a direct message, in its thread. Everything else that is written is left alone. */
export async function onMessage(face: SlackFace, body: unknown, botUserId: string): Promise<void> {
  const message = parseMessage(body, botUserId);
  if (message === undefined) return;
  const { channel, ts, isDirect, isExternal, user, team, workspace } = message;
  face.sharedChannels.note(channel, isExternal);
  const placeAudience = audienceOfPlace(face.admins, { user, isDirect, isExternal });
  const thread = { channel, threadTs: message.threadTs ?? ts };
  const recipient = { user, team };
  const userKey = toSlackUser(recipient);
  const tell = tellWriter(face, message);

  await handleOnce(face.core, {
    failureEvent: 'slack.message_failed',
    taken: face.arrivals.take(body),
    tell,
    async work(signal, taken) {
      const question = toQuestion(message.text, botUserId);
      if (question === '') return tell(HELP, signal);
      const opened = isDirect ? undefined : face.openedThreads.get(thread, userKey);
      // A direct message is one conversation, whatever threads it has.
      const ownConversation = toConversationKey(userKey, channel, ...(isDirect ? [] : [thread.threadTs]));
      const conversation = opened?.conversation ?? ownConversation;
      // What a thread began with for everybody goes on so, or it would not know what was said.
      const audience =
        opened !== undefined && isSeenBy(placeAudience, opened.audience) ? opened.audience : placeAudience;
      const answer = await face.core.answers.ask(
        {
          face: 'slack',
          user: userKey,
          conversation,
          question,
          audience,
          turnId: taken.turnId,
          ...whereabouts(workspace, channel),
        },
        { signal },
      );
      // What is no direct message has a channel around it, in which the asker can be told something.
      const whisper: Whisper | undefined = isDirect
        ? undefined
        : (text, until) => face.calls.whisper({ channel }, user, text, until);
      await deliverInThread(face, {
        taken,
        answer,
        question,
        thread,
        askedTs: ts,
        recipient,
        botUserId,
        whisper,
        signal,
      });
    },
  });
}

/** In channels only the writer sees it; a direct message has nobody else to hide it from. */
function tellWriter({ calls }: SlackFace, message: IncomingMessage): Handling['tell'] {
  const { channel, user, ts, threadTs, isDirect } = message;
  if (!isDirect) return (text, signal) => calls.whisper({ channel, threadTs }, user, text, signal);
  return async (text, signal) => {
    await calls.post({ channel, threadTs: threadTs ?? ts }, text, signal);
  };
}
