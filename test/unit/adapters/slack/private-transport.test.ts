import { expect, test } from 'vitest';
import { createPrivateTransport } from '../../../../src/adapters/slack/private-transport.ts';
import type { Responder } from '../../../../src/adapters/slack/responder.ts';

const { signal } = new AbortController();

test('growing text is not sent, because an address takes only five posts', async () => {
  const { responder, sent } = createRecordedResponder();
  const transport = createPrivateTransport(responder);

  await transport.show(0, 'May', { isLast: false, signal });
  await transport.show(0, 'Maya works', { isLast: false, signal });
  await transport.show(0, 'Maya works.', { isLast: true, signal });

  expect(sent).toEqual([{ text: 'Maya works.', isReplacing: true }]);
});

test('a message that grew to its end before the next one began is sent, too', async () => {
  const { responder, sent } = createRecordedResponder();
  const transport = createPrivateTransport(responder);

  await transport.show(0, 'Everything.', { isLast: false, signal });
  await transport.show(1, 'Sources', { isLast: true, signal });

  expect(sent).toEqual([
    { text: 'Everything.', isReplacing: true },
    { text: 'Sources', isReplacing: false },
  ]);
});

function createRecordedResponder() {
  const sent: { readonly text: string; readonly isReplacing: boolean }[] = [];
  const responder: Responder = {
    url: 'https://hooks.slack.com/commands/T1/1/x',
    expiresAt: 0,
    remaining: 5,
    async respond(text, { isReplacing = false }) {
      sent.push({ text, isReplacing });
    },
  };
  return { responder, sent };
}
