import { rm } from 'node:fs/promises';

import { expect, onTestFinished, test } from 'vitest';

import { askOverHttp } from '../fakes/ask-over-http.ts';
import { createFolder, startProgram } from '../fakes/program.ts';
import { startUpstashFake } from '../fakes/upstash/upstash-fake.ts';

const QUESTION = 'What is Switchyard, the scheduler at Lumenfold Robotics?';
const NOTE = 'My index cannot be reached right now, so I searched a copy of my files.';

test('questions are answered through an outage of the index, across a restart, with a note until it is over', async () => {
  const folder = await createFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const fake = await startUpstashFake();
  onTestFinished(() => fake.close());
  const env = {
    UPSTASH_VECTOR_REST_URL: fake.url,
    UPSTASH_VECTOR_REST_TOKEN: fake.writeToken,
    UPSTASH_VECTOR_REST_READONLY_TOKEN: fake.readToken,
    RATE_LIMIT: '100/60s',
  };
  const first = await startProgram({ folder, env });
  const before = await askOverHttp(first.url, QUESTION);
  fake.failAll({ kind: 'status', status: 503 });
  const during = await askOverHttp(first.url, 'Who wrote Switchyard, the scheduler at Lumenfold Robotics?');
  await first.end();

  await using second = await startProgram({ folder, env });
  const afterRestart = await askOverHttp(second.url, 'What did Maya do at Lumenfold Robotics with Switchyard?');
  const stranger = await askOverHttp(second.url, 'What is the boiling point of tungsten?');
  fake.failAll(undefined);
  const recovered = await untilItRecovers(second.url);

  expect(before.done.outcome).toBe('answered');
  expect(before.done.text).not.toContain(NOTE);
  for (const { done } of [during, afterRestart]) {
    expect(done).toMatchObject({ outcome: 'degraded' });
    expect(done.text).toContain(NOTE);
    expect(done.sources).not.toEqual([]);
  }
  expect(stranger.done).toMatchObject({ outcome: 'unknown', sources: [] });
  // Five seconds by its own clock; a busy machine takes its time to ask.
  expect(recovered).toBeLessThanOrEqual(30_000);
});

/** Milliseconds until a question is answered by the index itself. */
async function untilItRecovers(url: string): Promise<number> {
  const startedAt = Date.now();
  for (let asked = 0; ; asked += 1) {
    const { done } = await askOverHttp(url, `${QUESTION} (${asked})`);
    if (!done.text.includes(NOTE)) return Date.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
