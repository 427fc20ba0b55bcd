import { describe, expect, test } from 'vitest';
import { DOCUMENTED_ERRORS } from '../fakes/slack/documented-errors.ts';
import { createReplyBench, type ReplyBench } from '../fakes/slack/reply-bench.ts';
import { lastText, toThreadKey } from '../fakes/slack/workspace.ts';
import { wordAt } from '../fakes/word-at.ts';

const WORDS = Array.from({ length: 24 }, (_none, at) => wordAt(at));
const DELTAS = [0, 6, 12, 18].map((at) => `${WORDS.slice(at, at + 6).join(' ')} `);
const DM = 'D0MAYA';
const CLOSING = [
  ['is_archived', 'the channel is archived'],
  ['not_in_channel', 'I am not in the channel'],
  ['channel_not_found', 'I am not in the channel'],
  ['restricted_action', 'Slack does not let me write there'],
  ['restricted_action_read_only_channel', 'Slack does not let me write there'],
  ['restricted_action_non_threadable_channel', 'Slack does not let me write there'],
  ['restricted_action_thread_locked', 'the thread is locked'],
  ['cannot_reply_to_message', 'Slack does not let me write there'],
  ['ekm_access_denied', 'Slack does not let me write there'],
] as const;
const PASSING = new Set<string>([
  'accesslimited',
  'external_channel_migrating',
  'fatal_error',
  'internal_error',
  'message_limit_exceeded',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
  'update_failed',
]);

describe.each([
  ['before the first word', 0],
  ['in the middle', 2],
  ['before the end', 4],
])('a channel that closes %s', (_when, closesAt) => {
  test.concurrent.each(CLOSING)('with %s leaves the whole answer in the direct message', async (code, why) => {
    await using bench = await createReplyBench();

    await bench.deliver(DELTAS, (at) => {
      if (at === closesAt) bench.fake.workspace.closed.set(bench.channel, code);
    });

    const shown = bench.fake.shownIn(DM);
    expect(shown.match(/word[a-z]{2}/g)).toEqual(WORDS);
    expect(shown).toContain(`because ${why}`);
    expect(shown).toContain('_footer_');
    expectSound(bench);
  });

  test.concurrent('and direct messages that are closed, too, leave the answer to the asker alone', async () => {
    await using bench = await createReplyBench();
    const { workspace } = bench.fake;
    workspace.closed.set(DM, 'messages_tab_disabled');

    await bench.deliver(DELTAS, (at) => {
      const key = toThreadKey(bench.channel, bench.threadTs);
      if (at === closesAt) workspace.closed.set(key, 'restricted_action_thread_locked');
    });

    const whispered = workspace.privateMessages.map(lastText).join('\n');
    expect(whispered.match(/word[a-z]{2}/g)).toEqual(WORDS);
    expect(workspace.privateMessages.every(({ user }) => user === 'U0MAYA')).toBe(true);
    expectSound(bench);
  });

  test.concurrent('and every other way that is closed ends the answer, and is logged once', async () => {
    await using bench = await createReplyBench();
    const { workspace } = bench.fake;
    workspace.closed.set(DM, 'messages_tab_disabled');

    await bench.deliver(DELTAS, (at) => {
      if (at === closesAt) workspace.closed.set(bench.channel, 'is_archived');
    });

    expect(bench.isLost).toBe(true);
    expect(bench.logger.of('delivery.lost')).toHaveLength(1);
  });
});

test.concurrent.each(DOCUMENTED_ERRORS['chat.update'])(
  'an answer whose edits meet %s reaches the person whole and once',
  async (code) => {
    await using bench = await createReplyBench();
    bench.fake.fail('chat.startStream', { kind: 'error', code: 'channel_type_not_supported' });
    bench.fake.fail('chat.update', { kind: 'error', code }, { times: PASSING.has(code) ? 2 : 99 });

    await bench.deliver(DELTAS);

    expect(newest(bench).match(/word[a-z]{2}/g)).toEqual(WORDS);
    expect(newest(bench)).toContain('_footer_');
    expectSound(bench);
  },
);

test.concurrent.each(DOCUMENTED_ERRORS['chat.postMessage'])(
  'an answer whose first post meets %s reaches the person whole and once',
  async (code) => {
    await using bench = await createReplyBench();
    bench.fake.fail('chat.startStream', { kind: 'error', code: 'channel_type_not_supported' });
    bench.fake.fail('chat.postMessage', { kind: 'error', code });

    await bench.deliver(DELTAS);

    expect(
      bench
        .seen()
        .join('\n')
        .match(/word[a-z]{2}/g),
    ).toEqual(WORDS);
    expectSound(bench);
  },
);

test.each([
  ['streamed', 0],
  ['edited', 1],
])('a %s answer that somebody deletes goes on in the direct message', async (_how, refusals) => {
  await using bench = await createReplyBench();
  if (refusals > 0) bench.fake.fail('chat.startStream', { kind: 'error', code: 'channel_type_not_supported' });

  await bench.deliver(DELTAS, (at) => {
    if (at === 2) for (const message of bench.fake.botMessages(bench.channel)) message.state = 'deleted';
  });

  expect(bench.fake.botMessages(bench.channel)).toEqual([]);
  expect(bench.fake.shownIn(DM).match(/word[a-z]{2}/g)).toEqual(WORDS);
  expect(bench.fake.shownIn(DM)).toContain('because my message there was deleted');
  expectSound(bench);
});

test.each(['cant_update_message', 'edit_window_closed'])(
  'a message that Slack no longer lets the app edit (%s) is replaced by one with the whole answer',
  async (code) => {
    await using bench = await createReplyBench();
    bench.fake.fail('chat.startStream', { kind: 'error', code: 'channel_type_not_supported' });

    await bench.deliver(DELTAS, (at) => {
      if (at === 2) for (const message of bench.fake.botMessages(bench.channel)) message.refusal = code;
    });

    const messages = bench.fake.botMessages(bench.channel, bench.threadTs);
    expect(messages).toHaveLength(1);
    expect(lastText(messages[0] ?? { frames: [] }).match(/word[a-z]{2}/g)).toEqual(WORDS);
    expectSound(bench);
  },
);

test('a message that can be neither edited nor removed is followed by the whole answer, which says so', async () => {
  await using bench = await createReplyBench();
  bench.fake.fail('chat.startStream', { kind: 'error', code: 'channel_type_not_supported' });
  bench.fake.fail('chat.update', { kind: 'error', code: 'cant_update_message' }, { times: 99 });
  bench.fake.fail('chat.delete', { kind: 'error', code: 'cant_delete_message' }, { times: 99 });

  await bench.deliver(DELTAS);

  expect(newest(bench)).toMatch(/^_I could not go on in my message above/);
  expect(newest(bench).match(/word[a-z]{2}/g)).toEqual(WORDS);
});

test('a token that is revoked in the middle of an answer ends it, and is logged', async () => {
  await using bench = await createReplyBench();

  await bench.deliver(DELTAS, (at) => {
    if (at === 2) bench.fake.refuseTokens('token_revoked');
  });

  expect(bench.isLost).toBe(true);
  expect(bench.logger.of('slack.place_closed').at(-1)?.fields).toMatchObject({ code: 'token_revoked', isLost: true });
});

/** The last message of the twin that the asker was shown. */
function newest(bench: ReplyBench): string {
  return bench.seen().at(-1) ?? '';
}

function expectSound({ fake, isLost }: ReplyBench): void {
  expect(fake.pings).toEqual([]);
  expect(fake.problems).toEqual([]);
  expect(isLost).toBe(false);
}
