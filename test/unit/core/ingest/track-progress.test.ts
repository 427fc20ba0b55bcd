import { expect, test } from 'vitest';
import type { IngestProgress } from '../../../../src/core/ingest/ingest-service.ts';
import { trackProgress } from '../../../../src/core/ingest/track-progress.ts';
import { createFakeClock } from '../../../fakes/clock.ts';

test('the rest of a step is estimated from its own pace, once it has taken two seconds', async () => {
  const clock = createFakeClock();
  const seen: IngestProgress[] = [];
  const track = trackProgress(clock, (progress) => seen.push(progress));
  await clock.advance(60_000);

  track({ step: 'writing', doneCount: 0, totalCount: 100 });
  await clock.advance(1000);
  track({ step: 'writing', doneCount: 10, totalCount: 100 });
  await clock.advance(3000);
  track({ step: 'writing', doneCount: 40, totalCount: 100 });
  track({ step: 'verifying', doneCount: 1, totalCount: 100 });

  expect(seen.map(({ leftMs }) => leftMs)).toEqual([undefined, undefined, 6000, undefined]);
});
