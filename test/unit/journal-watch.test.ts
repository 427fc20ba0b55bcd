import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Adapter } from '../../src/core/adapter.ts';
import { UpstreamError } from '../../src/core/errors.ts';
import { createIntake } from '../../src/core/intake/create-intake.ts';
import type { Intake } from '../../src/core/intake/intake.ts';
import type { JournalEntry, StateStore } from '../../src/core/state-store.ts';
import { toUserKey } from '../../src/core/turn.ts';
import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { watchJournal } from '../../src/journal-watch.ts';
import type { JournalWatch } from '../../src/journal-watch.ts';
import { createFakeClock } from '../fakes/clock.ts';
import type { FakeClock } from '../fakes/clock.ts';
import { createRecordedLogger } from '../fakes/recorded-logger.ts';

const user = toUserKey('slack', 'U1');
const ENDING = ['the whole answer'];

let clock: FakeClock;
let state: StateStore;
let intake: Intake;
let watch: JournalWatch;
let shown: JournalEntry[];
let isAway: boolean;

beforeEach(() => {
  clock = createFakeClock();
  const logger = createRecordedLogger();
  state = createSqliteState({ path: ':memory:', clock });
  intake = createIntake({ ...state, clock, logger });
  [shown, isAway] = [[], false];
  const { signal } = new AbortController();
  watch = watchJournal({ journal: state.journal, intake, faces: [toFace()], clock, logger, signal });
});

afterEach(async () => {
  watch.close();
  await state[Symbol.asyncDispose]();
});

test('what was left because it could not be shown is shown once when the platform is back, and forgotten', async () => {
  isAway = true;
  await leaveOne();
  await clock.advance(60_000);
  const shownWhileAway = [...shown];

  isAway = false;
  await clock.advance(10 * 60_000);

  expect(shownWhileAway).toEqual([]);
  expect(shown).toMatchObject([{ ending: ENDING }]);
  expect(await state.journal.list()).toEqual([]);
});

test('what was left is not shown to a person who asked to be forgotten', async () => {
  await leaveOne();
  await state.forget({ user });

  await clock.advance(60_000);

  expect(shown).toEqual([]);
});

async function leaveOne(): Promise<void> {
  const expiresAt = clock.now() + 60 * 60_000;
  const taken = intake.begin({ face: 'slack', user, target: { kind: 'direct', user: 'U1' }, expiresAt });
  await taken.note({ ending: ENDING });
  taken.leave();
  await taken.end();
}

/** A platform that takes everything, unless it is away. */
function toFace(): Adapter {
  const nothing = async (): Promise<void> => undefined;
  return {
    name: 'slack',
    start: nothing,
    close: nothing,
    state: () => ({ isReady: true, detail: '' }),
    async finish(entry) {
      if (isAway) throw new UpstreamError({ service: 'slack', kind: 'unavailable', message: 'away' });
      shown.push(entry);
    },
  };
}
