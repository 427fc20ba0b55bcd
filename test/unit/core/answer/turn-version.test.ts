import { expect, test } from 'vitest';
import { toConversationKey, toUserKey } from '../../../../src/core/turn.ts';
import { createTestCore, TEST_PROFILE } from '../../../fakes/test-core.ts';

test('a switch of the files after the search changes nothing of what the model is told', async () => {
  await using twin = await createTestCore();
  const user = toUserKey('web', 'maya');
  const { events } = await twin.core.answers.ask(
    { face: 'web', user, conversation: toConversationKey(user, 'here'), question: 'Acme?', audience: 'public' },
    { signal: new AbortController().signal },
  );

  for await (const event of events) {
    if (event.type !== 'passages') continue;
    const changed = { ...TEST_PROFILE, personal: { ...TEST_PROFILE.personal, title: 'Sculptor of marble' } };
    await twin.write('digitaltwin.json', JSON.stringify(changed));
    await twin.ingest.ingest({ isDryRun: false, signal: AbortSignal.timeout(120_000) });
  }

  expect(JSON.stringify(twin.generator.prompts)).toContain('Robotics engineer');
  expect(JSON.stringify(twin.generator.prompts)).not.toContain('Sculptor of marble');
});
