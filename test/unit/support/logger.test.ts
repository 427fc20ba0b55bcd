import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, UpstreamError } from '../../../src/core/errors.ts';
import type { Logger } from '../../../src/core/ports.ts';
import { createLogger, type LoggerOptions } from '../../../src/support/logger.ts';

describe('a log line', () => {
  test('is one JSON object with the fields and the message', () => {
    const { logger, lines } = createTestLogger();

    logger.info({ event: 'answer.completed', totalMs: 1840 }, 'answered');

    expect(lines()).toMatchObject([{ level: 30, event: 'answer.completed', totalMs: 1840, msg: 'answered' }]);
  });

  test('is left out below the level', () => {
    const { logger, lines } = createTestLogger({ level: 'warn' });

    logger.debug({ event: 'a' });
    logger.info({ event: 'b' });
    logger.warn({ event: 'c' });
    logger.error({ event: 'd' });
    logger.fatal({ event: 'e' });

    expect(lines().map(({ event }) => event)).toEqual(['c', 'd', 'e']);
  });

  test('of a child carries what its parents are bound to', () => {
    const { logger, lines } = createTestLogger();

    logger.child({ adapter: 'slack' }).child({ turnId: 't1' }).info({ event: 'x' });

    expect(lines()).toMatchObject([{ adapter: 'slack', turnId: 't1', event: 'x' }]);
  });

  test('is readable by people when that is asked for', () => {
    const { logger, text } = createTestLogger({ isPretty: true });

    logger.info({ event: 'http.listening', port: 3000 }, 'listening');

    expect(text()).toMatch(/INFO.*: listening\n {4}event: "http.listening"\n {4}port: 3000\n$/);
  });
});

describe('an error in a log line', () => {
  test('of our own tells what failed, and of its cause only name, code and status', () => {
    const { logger, lines } = createTestLogger();
    const cause = createVendorError();
    const error = new UpstreamError({ service: 'slack', kind: 'auth', message: 'Slack rejected the token.', cause });

    logger.error({ event: 'slack.failed', error });

    const [{ error: logged } = {}] = lines();
    expect(logged).toEqual({
      name: 'UpstreamError',
      message: 'Slack rejected the token.',
      service: 'slack',
      kind: 'auth',
      causes: [{ name: 'VendorError', code: 'E50035', status: 400 }],
    });
  });

  test('of our own that causes another is told whole, down the whole chain', () => {
    const { logger, lines } = createTestLogger();
    const inner = new ConfigError([{ where: 'PORT', problem: 'taken' }], { cause: createVendorError() });

    logger.fatal({ event: 'failed', error: new Error('could not start', { cause: inner }) });

    expect(lines()).toMatchObject([
      { error: { message: 'could not start', causes: [{ message: 'PORT: taken' }, { name: 'VendorError' }] } },
    ]);
    expect(JSON.stringify(lines())).not.toContain('What I asked');
  });

  test('that nobody expected comes with its stack', () => {
    const { logger, lines } = createTestLogger();

    logger.error({ event: 'failed', error: new TypeError('x is undefined') });

    const [{ error } = {}] = lines();
    expect(error).toMatchObject({ name: 'TypeError', message: 'x is undefined' });
    expect(JSON.stringify(error)).toContain('logger.test.ts');
  });

  test('of a vendor comes with the places in its stack, and without its message or what was sent', () => {
    const { logger, text } = createTestLogger();

    logger.error({ event: 'failed', error: createVendorError() });

    expect(text()).toContain('logger.test.ts');
    expect(text()).toContain('E50035');
    expect(text()).not.toContain('What I asked');
  });

  test.each(['err', 'error', 'reason'])(
    'is told the same way in the field `%s`, and when bound to a child',
    (field) => {
      const { logger, lines, text } = createTestLogger();
      const told = { name: 'ConfigError', message: 'PORT: taken', faults: [{ where: 'PORT', problem: 'taken' }] };
      const error = new ConfigError(told.faults);

      logger.warn({ event: 'failed', [field]: error });
      logger.child({ [field]: error }).warn({ event: 'failed' });
      logger.child({ [field]: createVendorError() }).warn({ event: 'failed' });

      expect(lines().map((line) => line[field])).toEqual([
        told,
        told,
        { name: 'VendorError', code: 'E50035', status: 400, stack: expect.stringContaining('logger.test.ts') },
      ]);
      expect(text()).not.toContain('What I asked');
    },
  );

  test('that is its own cause does not go on for ever', () => {
    const { logger, lines } = createTestLogger();
    const error = new Error('loop');
    error.cause = error;

    logger.error({ event: 'failed', error });

    expect(lines()).toHaveLength(1);
  });
});

describe('a secret in a log line', () => {
  // Put together here, so that no scanner takes this file for a leak.
  const discordToken = ['MTA1MjM0NTY3ODkwMTIzNDU2', 'GaBcDe', 'abcdefghijklmnopqrstuvwxyz0123456789AB'].join('.');
  const slackToken = ['xoxb', '1234567890', 'abcdefABCDEF'].join('-');
  const interactionToken = 'aW50ZXJhY3Rpb246MTIzOnNlY3JldA';

  test.each([
    ['a Slack bot token', slackToken, slackToken],
    ['a Slack app token', ['xapp', '1', 'A0B1', '999', 'deadbeef'].join('-'), 'deadbeef'],
    ['a Slack refresh token', ['xoxe.xoxp', '1', 'Mi0yLTEx'].join('-'), 'Mi0yLTEx'],
    ['a Slack response address', 'https://hooks.slack.com/commands/T0/123/abcSECRETdef', 'abcSECRETdef'],
    ['a Socket Mode address', 'wss://wss.slack.com/link/?ticket=abc-SECRET&app_id=1', 'abc-SECRET'],
    ['a Discord bot token', `Bot ${discordToken}`, discordToken],
    ['an interaction token', `POST /api/v10/webhooks/105/${interactionToken}/messages/@original`, interactionToken],
    ['a callback address', `/interactions/105/${interactionToken}/callback`, interactionToken],
    ['a Groq key', `key gsk_${'a1B2'.repeat(12)} is bad`, 'a1B2a1B2'],
    ['an OpenAI key', `sk-proj-${'a1B2'.repeat(12)}`, 'a1B2a1B2'],
    ['a bearer', 'authorization: Bearer ABcd1234+/==', 'ABcd1234'],
    ['a password in an address', 'redis://default:hunter22@db:6379/0', 'hunter22'],
    ['a password without a user', 'rediss://:hunter22@db:6379', 'hunter22'],
  ])('is taken out by its shape: %s', (_name, value, secret) => {
    const { logger, lines, text } = createTestLogger();

    logger.info({ event: 'x', url: value, nested: { deep: [value] } }, value);
    logger.error({ event: 'y', error: new Error(value) });
    logger.child({ value }).warn({ event: 'z' });

    expect(text()).not.toContain(secret);
    expect(text()).toContain('[redacted]');
    expect(lines()).toHaveLength(3);
  });

  test.each(['plain-secret-value', 'with"quote\\and-slash', 'with space&+='])(
    'is taken out by its value, whatever it looks like: %s',
    (secret) => {
      const { logger, lines, text } = createTestLogger({ secrets: [secret] });

      logger.info(
        { event: 'x', url: `https://host/?q=${encodeURIComponent(secret)}`, nested: { secret } },
        `is ${secret}`,
      );

      expect(lines()).toMatchObject([{ nested: { secret: '[redacted]' }, msg: 'is [redacted]' }]);
      expect(text()).not.toContain(encodeURIComponent(secret));
    },
  );

  test('is taken out whole when a part of it is a secret, too', () => {
    const { logger, lines } = createTestLogger({ secrets: ['password', 'password-and-more'] });

    logger.info({ event: 'x' }, 'password-and-more');

    expect(lines()).toMatchObject([{ msg: '[redacted]' }]);
  });

  test('is taken out of lines for people, too', () => {
    const { logger, text } = createTestLogger({ isPretty: true, secrets: ['plain-secret-value'] });

    logger.info({ event: 'x', value: 'plain-secret-value' }, slackToken);

    expect(text()).not.toMatch(/plain-secret-value|xoxb/);
  });

  test('is not seen in plain words, paths and addresses', () => {
    const { logger, lines } = createTestLogger({ secrets: ['', 'ollama'] });
    const plain = 'ollama said: see https://example.com:3000/webhooks/about?page=2&q=task-force, bearer of news, 10:30';

    logger.info({ event: 'x' }, plain);

    expect(lines()).toMatchObject([{ msg: plain }]);
  });
});

function createTestLogger(options: Partial<LoggerOptions> = {}) {
  const written: string[] = [];
  const stream = { write: (line: string) => void written.push(line) };
  const ownErrors = [ConfigError, UpstreamError];
  // The port, so that the compiler sees that a logger is one.
  const logger: Logger = createLogger({ level: 'info', isPretty: false, ownErrors, stream, ...options });
  const line = z.record(z.string(), z.unknown());

  return { logger, text: () => written.join(''), lines: () => written.map((one) => line.parse(JSON.parse(one))) };
}

/** Looks like what platform libraries throw: with the request, and its text in the message. */
function createVendorError(): Error {
  class VendorError extends Error {
    readonly code = 'E50035';
    readonly status = 400;
    readonly requestBody = { json: { content: 'What I asked' } };
  }
  return new VendorError('Invalid body: What I asked');
}
