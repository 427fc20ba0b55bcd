import { expect, test } from 'vitest';
import { reportFailure } from '../../../../src/adapters/cli/failure.ts';
import { runAsk } from '../../../../src/adapters/cli/ask-command.ts';
import { ConfigError, InputError, RateLimitedError, UpstreamError } from '../../../../src/core/errors.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';

test.each([
  [new InputError('Ask something.'), 'Ask something.\n'],
  [
    new RateLimitedError('user', 5000),
    'You have asked as much as I can answer for now. Please come back in 5 seconds.\n',
  ],
  [new ConfigError([{ where: 'PORT', problem: 'is taken.' }]), 'PORT: is taken.\n'],
  [
    new UpstreamError({ service: 'upstash', kind: 'timeout', message: 'Upstash took too long. Try again.' }),
    'My memory of the files takes too long to answer. Please ask again in a moment.\nUpstash took too long. Try again.\n',
  ],
])('%o is told in sentences, and not logged', (error, expected) => {
  const { told, logger, options } = createSurroundings();

  const status = reportFailure(error, options);

  expect(status).toBe(1);
  expect(told.join('')).toBe(expected);
  expect(logger.lines).toEqual([]);
});

test('a bug is told calmly, and logged once as it is', async () => {
  const { told, logger, options } = createSurroundings();
  const bug = new TypeError('x is undefined');

  const status = await runAsk({
    ...options,
    out: () => undefined,
    personaName: 'Maya',
    question: 'Why?',
    answers: { ask: () => Promise.reject(bug) },
  });

  expect(status).toBe(1);
  expect(told.join('')).toBe('Something went wrong on my side. Please ask again in a moment.\n');
  expect(logger.lines).toMatchObject([{ level: 'error', fields: { event: 'command.failed', err: bug } }]);
});

test('an owner who ended the command is told nothing', () => {
  const { told, logger, options } = createSurroundings();

  const status = reportFailure(new DOMException('', 'AbortError'), { ...options, signal: AbortSignal.abort() });

  expect(status).toBe(1);
  expect(told).toEqual([]);
  expect(logger.lines).toEqual([]);
});

function createSurroundings() {
  const told: string[] = [];
  const logger = createRecordedLogger();
  const { signal } = new AbortController();
  return { told, logger, options: { err: (text: string) => void told.push(text), logger, signal } };
}
