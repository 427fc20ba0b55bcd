import { expect, onTestFinished, test } from 'vitest';
import type { AnswerDone } from '../../src/core/answer/answer-event.ts';
import type { Generator } from '../../src/core/ports.ts';
import { toConversationKey, toUserKey } from '../../src/core/turn.ts';
import type { Turn } from '../../src/core/turn.ts';
import { createGroqGenerator } from '../../src/engines/llm/groq.ts';
import { systemClock } from '../../src/support/clock.ts';
import { answerOf } from '../fakes/groq/completion-script.ts';
import { startGroqFake } from '../fakes/groq/groq-fake.ts';
import type { GroqFake } from '../fakes/groq/groq-fake.ts';
import { createRecordedLogger } from '../fakes/recorded-logger.ts';
import { createTestCore } from '../fakes/test-core.ts';
import type { TestCore } from '../fakes/test-core.ts';

const ANSWER = 'Maya works at Acme Robotics and builds warehouse robots [1].';
const CHUNKS = ANSWER.split(' ').length;
const USER = toUserKey('web', 'reader');

test.each(['cut', 'end', 'garbage', 'error-event'] as const)(
  'an answer that breaks (%s) after any of its chunks is never shown, kept or remembered as whole',
  async (kind) => {
    const groq = await startGroqFake();
    onTestFinished(() => groq.close());
    for (let after = 0; after < CHUNKS; after += 1) {
      await using twin = await createTestCore({ model: createModel(groq) });
      groq.always(answerOf(ANSWER, { fault: { after, kind } }));
      const broken = await ask(twin);
      const callsBefore = groq.completions.length;

      groq.always(answerOf(ANSWER));
      const whole = await ask(twin);

      // Before its first word there is nothing to keep: the files are quoted.
      expect(broken.outcome).toBe(after === 0 ? 'degraded' : 'failed');
      expect(broken.text.includes('_The answer was cut off here')).toBe(after > 0);
      expect(whole).toMatchObject({ outcome: 'answered', text: ANSWER });
      // Asked anew, of a model that is told nothing of a broken answer; quotes are a whole one, and remembered.
      expect(groq.completions).toHaveLength(callsBefore + 1);
      expect(groq.completions.at(-1)?.body.messages).toHaveLength(after === 0 ? 4 : 2);
    }
  },
);

function createModel(groq: GroqFake): Generator {
  return createGroqGenerator({
    service: 'groq',
    baseUrl: groq.url,
    path: '/openai/v1/chat/completions',
    apiKey: 'test-groq-key',
    models: ['openai/gpt-oss-20b'],
    clock: systemClock,
    logger: createRecordedLogger(),
    backoffMs: 1,
  });
}

async function ask({ core }: TestCore): Promise<AnswerDone> {
  const turn: Turn = {
    face: 'web',
    user: USER,
    conversation: toConversationKey(USER, 'room'),
    question: 'Where does Maya work?',
    audience: 'owner',
  };
  const { events } = await core.answers.ask(turn, { signal: AbortSignal.timeout(120_000) });
  for await (const event of events) if (event.type === 'done') return event;
  throw new Error('The answer has no end.');
}
