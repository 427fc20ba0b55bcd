import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';
import { FOUR_SECONDS, openServices, SERVED_PROFILE, shownOnDiscord } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';
import { wordAt } from '../fakes/word-at.ts';

/** Within which a process that cannot work any more is gone. */
const GONE_WITHIN_MS = 5000;

describe('a process that Discord rejects after it was let in', () => {
  let services: Services;
  let program: Program;

  beforeEach(async () => {
    services = await openServices();
    await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
    program = await startProgram({ env: services.env, folder: services.folder });
  });

  afterEach(async () => {
    await program[Symbol.asyncDispose]();
    await services[Symbol.asyncDispose]();
  });

  test.each([4004, 4013, 4014])('ends with status 1 and one clear line after a close with %i', async (code) => {
    const droppedAt = Date.now();
    services.discord.gateway.drop(code);

    const status = await program.ended();

    expect(status).toBe(1);
    expect(Date.now() - droppedAt).toBeLessThan(GONE_WITHIN_MS);
    expect(program.logged('config.invalid').map(({ msg }) => msg)).toEqual([
      expect.stringMatching(/^DISCORD_TOKEN: Discord /),
    ]);
    expect(services.discord.gateway.identifyCount).toBe(1);
  });

  test('ends with status 1 and one clear line when its token is taken back, also in the middle of an answer', async () => {
    const { discord, groq } = services;
    groq.always(FOUR_SECONDS);
    discord.mention({ user: discord.person(), text: 'Where do you work?' });
    await vi.waitUntil(() => shownOnDiscord(services).includes(wordAt(3)), { timeout: 90_000 });
    const revokedAt = Date.now();

    discord.token = 'another';
    const status = await program.ended();

    expect(status).toBe(1);
    // The next request is one that tells; then it has to be gone.
    expect(Date.now() - revokedAt).toBeLessThan(GONE_WITHIN_MS + 2000);
    expect(program.logged('config.invalid').map(({ msg }) => msg)).toEqual([
      expect.stringContaining('rejects this token'),
    ]);
    expect(program.logged('process.stopped')).toHaveLength(1);
  });
});
