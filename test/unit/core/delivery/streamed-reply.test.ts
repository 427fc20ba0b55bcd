import { describe, expect, test } from 'vitest';
import type { AnswerEvent } from '../../../../src/core/answer/answer-event.ts';
import { createRunningAnswers } from '../../../../src/core/answer/running-answers.ts';
import { createDelivery } from '../../../../src/core/delivery/create-delivery.ts';
import { createIntake } from '../../../../src/core/intake/create-intake.ts';
import type { Intake } from '../../../../src/core/intake/intake.ts';
import { UpstreamError } from '../../../../src/core/errors.ts';
import type { JournalStore } from '../../../../src/core/state-store.ts';
import { createMemoryCallWindows } from '../../../../src/engines/limits/memory-call-windows.ts';
import { toTurnId, toUserKey } from '../../../../src/core/turn.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import type { FakeClock } from '../../../fakes/clock.ts';
import { createRandom, randomMarkdown } from '../../../fakes/random-markdown.ts';
import { createMapJournal } from '../../../fakes/map-journal.ts';
import type { MapJournal } from '../../../fakes/map-journal.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';
import { createRecordedTransport } from '../../../fakes/recorded-transport.ts';
import type { RecordedTransport, RecordedTransportOptions } from '../../../fakes/recorded-transport.ts';
import { toDeltas } from '../../../fakes/scripted-generator.ts';

describe('a streamed reply', () => {
  test('the first words are shown at once', async () => {
    const { clock, transport, finished } = start({ text: 'one two three', everyMs: 200 });

    await clock.advance(40);

    expect(transport.frames.map(({ text }) => text)).toEqual(['one ']);
    await runOut(clock, finished);
  });

  test('growing text is spread over the interval and the last request shows everything', async () => {
    const text = 'word '.repeat(40);
    const { clock, transport, finished } = start({ text, everyMs: 100, minIntervalMs: 1000 });

    await runOut(clock, finished);

    const gaps = transport.frames.map(({ at }, index, all) => at - (all[index - 1]?.at ?? at)).slice(1, -1);
    expect(gaps.slice(2).every((gap) => gap >= 1000)).toBe(true);
    expect(transport.frames.length).toBeGreaterThanOrEqual(5);
    expect(transport.visible).toEqual([`${text}\n\nfooter`]);
  });

  test('the end of the text does not wait for the interval', async () => {
    const { clock, transport, finished } = start({ text: 'one two three', everyMs: 10, minIntervalMs: 60_000 });

    await clock.advance(100);
    await finished;

    expect(transport.visible).toEqual(['one two three\n\nfooter']);
  });

  test('only one request is in flight, and what was overtaken is never sent', async () => {
    const text = 'word '.repeat(60);
    const { clock, transport, finished } = start({ text, everyMs: 20, latencyMs: 900, minIntervalMs: 100 });

    await runOut(clock, finished);

    expect(transport.mostAtOnce).toBe(1);
    expect(transport.requestCount).toBeLessThan(8);
  });

  test('visible text only grows', async () => {
    const text = 'plain words only, so that healing changes nothing. '.repeat(60);
    const { clock, transport, finished } = start({ text, everyMs: 5, latencyMs: 150 });

    await runOut(clock, finished);

    for (const index of transport.visible.keys()) {
      const frames = transport.frames.filter((frame) => frame.index === index);
      for (const [at, frame] of frames.entries()) expect(frame.text.startsWith(frames[at - 1]?.text ?? '')).toBe(true);
    }
  });

  test('half-written bold text and code are shown closed', async () => {
    const { clock, transport, finished } = start({
      deltas: ['see **bo', 'ld** and\n```ts\nlet a', ' = 1;\n```'],
      everyMs: 2000,
    });

    await runOut(clock, finished);

    expect(transport.frames[0]?.text).toBe('see **bo**');
    expect(transport.frames[1]?.text).toBe('see **bold** and\n```ts\nlet a\n```');
  });

  test('a platform that can only continue text is given no closing marks', async () => {
    const text = 'see **bold words** and `code` and [a link](https://example.com) here.\n'.repeat(20);
    const { clock, transport, finished } = start({ text, everyMs: 60, isAppendOnly: true, minIntervalMs: 100 });

    await runOut(clock, finished);

    const texts = transport.frames.map((frame) => frame.text);
    for (const [at, shown] of texts.entries()) expect(shown.startsWith(texts[at - 1] ?? '')).toBe(true);
    expect(texts.every((shown) => (shown.match(/\*\*/g) ?? []).length % 2 === 0)).toBe(true);
  });

  test('a long text goes on in further messages and each is closed once', async () => {
    const text = randomMarkdown(createRandom(3), 9000);
    const { clock, transport, finished } = start({ text, everyMs: 5 });

    await runOut(clock, finished);

    const lastFrames = transport.frames.filter(({ isLast }) => isLast);
    expect(lastFrames.map(({ index }) => index)).toEqual(transport.visible.map((_text, index) => index));
    expect(transport.visible.length).toBeGreaterThan(4);
  });

  test('the message that ends the answer is told how it ended, and no other', async () => {
    const { clock, transport, finished } = start({ text: randomMarkdown(createRandom(3), 9000), everyMs: 5 });

    await runOut(clock, finished);

    const ends = transport.frames.filter(({ end }) => end !== undefined);
    expect(ends.map(({ index, end }) => [index, end?.outcome])).toEqual([[transport.visible.length - 1, 'answered']]);
  });

  test('a rate limit on the way delays the text by what the platform asks', async () => {
    const limited = new UpstreamError({
      service: 'discord',
      kind: 'rate_limited',
      message: 'slow',
      retryAfterMs: 3000,
    });
    const failWith = (request: number): Error | undefined => (request === 1 ? limited : undefined);
    const { clock, transport, finished } = start({ text: 'word '.repeat(100), everyMs: 50, failWith });

    await runOut(clock, finished);

    expect((transport.frames[1]?.at ?? 0) - (transport.frames[0]?.at ?? 0)).toBeGreaterThanOrEqual(3000);
    expect(transport.visible).toEqual([`${'word '.repeat(100)}\n\nfooter`]);
  });

  test.each(['rate_limited', 'timeout', 'unavailable'] as const)(
    'a last request that fails as %s is tried again',
    async (kind) => {
      const failure = new UpstreamError({ service: 'slack', kind, message: 'not now' });
      const failWith = (request: number): Error | undefined => (request >= 1 && request <= 4 ? failure : undefined);
      const { clock, transport, finished } = start({ deltas: ['all', ' of it'], everyMs: 1, failWith });

      await runOut(clock, finished);

      expect(transport.visible).toEqual(['all of it\n\nfooter']);
    },
  );

  test('messages that the platform no longer takes are given up and logged once', async () => {
    const gone = new UpstreamError({ service: 'discord', kind: 'not_found', message: 'deleted' });
    const { clock, transport, logger, finished } = start({
      text: 'word '.repeat(100),
      everyMs: 50,
      failWith: () => gone,
    });

    await runOut(clock, finished);

    expect(transport.requestCount).toBe(1);
    expect(logger.of('delivery.lost')).toHaveLength(1);
  });

  test('the journal knows what is shown while it grows, and forgets it in the end', async () => {
    const { clock, journal, finished } = start({ text: 'one two three', everyMs: 2000 });

    await clock.advance(2500);
    const midway = journal.entries().map(({ shownText }) => shownText);
    await runOut(clock, finished);

    expect(midway).toEqual(['one two ']);
    expect(journal.entries()).toEqual([]);
  });

  test('an answer that the platform does not take for two minutes stays in the journal whole, to be shown later', async () => {
    const away = new UpstreamError({ service: 'discord', kind: 'unavailable', message: 'away' });
    const { clock, journal, intake, finished } = start({ deltas: ['all', ' of it'], everyMs: 1, failWith: () => away });

    await runOut(clock, finished);

    expect(journal.entries()).toMatchObject([{ ending: ['all of it\n\nfooter'] }]);
    expect(intake.takeLeft()).toEqual(journal.entries());
    expect(intake.takeLeft()).toEqual([]);
  });

  test('a journal that cannot be written does not keep the answer from being shown', async () => {
    const broken = async (): Promise<never> => {
      throw new Error('disk full');
    };
    const journal = { ...createMapJournal(), begin: broken, put: broken, remove: broken };
    const { clock, transport, logger, finished } = start({ text: 'one two three', everyMs: 100, journal });

    await runOut(clock, finished);

    expect(transport.visible).toEqual(['one two three\n\nfooter']);
    expect(logger.of('journal.unwritten').length).toBeGreaterThan(0);
  });

  test('a platform that asks to wait longer than the reply can live is not waited for', async () => {
    const limited = new UpstreamError({
      service: 'slack',
      kind: 'rate_limited',
      message: 'slow',
      retryAfterMs: 3_600_000,
    });
    const { clock, finished } = start({ deltas: ['all'], everyMs: 1, failWith: () => limited });
    const startedAt = clock.now();

    await runOut(clock, finished);

    expect(clock.now() - startedAt).toBeLessThanOrEqual(15 * 60_000);
  });

  test('an answer without a word still shows a sentence', async () => {
    const { clock, transport, finished } = start({ deltas: [], everyMs: 1 });

    await runOut(clock, finished);

    expect(transport.visible[0]).toContain('Please ask again.');
  });
});

interface StartOptions extends Omit<RecordedTransportOptions, 'clock'> {
  readonly text?: string;
  readonly deltas?: readonly string[];
  readonly everyMs: number;
  /** In place of one that works. */
  readonly journal?: JournalStore;
}

interface Started {
  readonly clock: FakeClock;
  readonly transport: RecordedTransport;
  readonly logger: ReturnType<typeof createRecordedLogger>;
  readonly journal: MapJournal;
  readonly intake: Intake;
  readonly finished: Promise<unknown>;
}

function start({ text = '', deltas = toDeltas(text), everyMs, ...rest }: StartOptions): Started {
  const clock = createFakeClock();
  const logger = createRecordedLogger();
  const { journal: broken, ...transportOptions } = rest;
  const journal = createMapJournal();
  const transport = createRecordedTransport({ clock, ...transportOptions });
  const intake = createIntake({ journal: broken ?? journal, clock, logger });
  const delivery = createDelivery({
    intake,
    windows: createMemoryCallWindows({ clock }),
    running: createRunningAnswers(),
    clock,
    logger,
  });
  const answer = { turnId: toTurnId('turn1'), events: eventsOf(deltas, everyMs, clock) };
  const user = toUserKey('discord', '1');
  const finished = delivery.deliver(answer, { transport, face: 'discord', user, renderFooter: () => 'footer' });
  return { clock, transport, logger, journal, intake, finished };
}

async function* eventsOf(deltas: readonly string[], everyMs: number, clock: FakeClock): AsyncGenerator<AnswerEvent> {
  const forever = new AbortController().signal;
  for (const [at, text] of deltas.entries()) {
    if (at > 0) await clock.sleep(everyMs, forever);
    yield { type: 'delta', text };
  }
  yield { type: 'done', turnId: toTurnId('turn1'), text: deltas.join(''), sources: [], outcome: 'answered' };
}

async function runOut(clock: FakeClock, finished: Promise<unknown>): Promise<void> {
  let isFinished = false;
  void finished.then(() => (isFinished = true));
  for (let step = 0; step < 1000 && !isFinished; step += 1) await clock.advance(250);
  await finished;
}
