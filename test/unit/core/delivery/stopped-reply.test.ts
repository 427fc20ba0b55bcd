import { expect, test } from 'vitest';
import type { AnswerEvent } from '../../../../src/core/answer/answer-event.ts';
import { createRunningAnswers } from '../../../../src/core/answer/running-answers.ts';
import { createDelivery } from '../../../../src/core/delivery/create-delivery.ts';
import { StoppedError } from '../../../../src/core/answer/running-turn.ts';
import { createMemoryCallWindows } from '../../../../src/engines/limits/memory-call-windows.ts';
import { createIntake } from '../../../../src/core/intake/create-intake.ts';
import { toTurnId, toUserKey } from '../../../../src/core/turn.ts';
import { createFakeClock, type FakeClock } from '../../../fakes/clock.ts';
import { createMapJournal } from '../../../fakes/map-journal.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';
import { createRecordedTransport, type RecordedTransport } from '../../../fakes/recorded-transport.ts';

const NOTE = '_Stopped here on request._\n\nfooter';

test('what stands when a reply is stopped stays, with a note, although the whole text is there', async () => {
  const { clock, transport, stop, finished } = start(['one two', ' three four', ' five'], 100);
  await clock.advance(150);
  const shown = transport.visible[0] ?? '';

  stop.abort(new StoppedError('Enough.'));
  await runOut(clock, finished);

  expect(transport.visible).toEqual([`${shown}\n\n${NOTE}`]);
  expect('one two three four five'.startsWith(shown)).toBe(true);
  expect(shown).not.toContain('five');
});

test('a stop that the platform reports is no failure and loses nothing', async () => {
  const stop = new AbortController();
  const { clock, transport, logger, finished } = start(['**one', ' two** three', ' four'], 2000, {
    stop,
    onRequest: (count) => {
      if (count !== 1) return undefined;
      stop.abort(new StoppedError('Enough.'));
      return new StoppedError('Enough.');
    },
  });

  await runOut(clock, finished);

  expect(transport.visible).toEqual([`**one**\n\n${NOTE}`]);
  expect(logger.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
});

test('a reply that is stopped before its first word says so', async () => {
  const { clock, transport, stop, finished } = start(['late'], 0, { firstMs: 5000 });

  stop.abort(new StoppedError('Enough.'));
  await runOut(clock, finished);

  expect(transport.visible).toEqual([NOTE]);
});

interface StartOptions {
  readonly stop?: AbortController;
  readonly firstMs?: number;
  readonly onRequest?: (count: number) => Error | undefined;
}

function start(deltas: readonly string[], everyMs: number, options: StartOptions = {}) {
  const { stop = new AbortController(), firstMs = 0, onRequest } = options;
  const clock = createFakeClock();
  const logger = createRecordedLogger();
  const transport: RecordedTransport = createRecordedTransport({
    clock,
    minIntervalMs: 1000,
    ...(onRequest === undefined ? {} : { failWith: onRequest }),
  });
  const answer = { turnId: toTurnId('turn1'), events: eventsOf(deltas, { everyMs, firstMs, clock }) };
  const journal = createMapJournal();
  const finished = createDelivery({
    intake: createIntake({ journal, clock, logger }),
    running: createRunningAnswers(),
    windows: createMemoryCallWindows({ clock }),
    clock,
    logger,
  }).deliver(answer, {
    transport,
    face: 'slack',
    user: toUserKey('slack', 'U1'),
    renderFooter: () => 'footer',
    stop: stop.signal,
  });
  return { clock, transport, logger, stop, finished };
}

async function* eventsOf(
  deltas: readonly string[],
  { everyMs, firstMs, clock }: { readonly everyMs: number; readonly firstMs: number; readonly clock: FakeClock },
): AsyncGenerator<AnswerEvent> {
  const forever = new AbortController().signal;
  for (const [at, text] of deltas.entries()) {
    const waitMs = at === 0 ? firstMs : everyMs;
    if (waitMs > 0) await clock.sleep(waitMs, forever);
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
