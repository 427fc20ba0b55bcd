import { expect, test } from 'vitest';
import { createRandom, randomMarkdown } from '../../../fakes/random-markdown.ts';
import { findReplyFaults } from '../../../fakes/reply-faults.ts';
import { toDiscordPath, toSlackPath } from '../../../fakes/reply-paths.ts';

/** 10,300 texts in all; sizes of a text in characters. */
test.each([
  { path: toDiscordPath(), texts: 500, chars: 1200 },
  { path: toSlackPath(), texts: 300, chars: 1800 },
  { path: toSlackPath({ isAppendOnly: false }), texts: 200, chars: 1500 },
  { path: toDiscordPath({ maxSize: 300, maxLines: 12 }), texts: 4500, chars: 60 },
  { path: toSlackPath({ maxSize: 150 }), texts: 4000, chars: 50 },
  { path: toDiscordPath({ maxSize: 997, maxLines: 17, unit: 'bytes' }), texts: 800, chars: 300 },
])(
  'whatever a model writes, messages keep every promise: $path.name ($texts texts)',
  ({ path, texts, chars }) => {
    for (let seed = 1; seed <= texts; seed += 1) {
      const text = randomMarkdown(createRandom(seed), chars);

      const faults = findReplyFaults(path, text, seed);

      expect(faults, `seed ${seed}: ${JSON.stringify(text)}`).toEqual([]);
    }
  },
  600_000,
);
