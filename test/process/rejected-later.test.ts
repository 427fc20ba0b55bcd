import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';
import { HELD_SHOWS, holdAnswer, openServices, SERVED_PROFILE, shownOnDiscord } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';

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
    services.discord.gateway.drop(code);

    const status = await program.ended();

    expect(status).toBe(1);
    expect(endedInMs(program)).toBeLessThan(GONE_WITHIN_MS);
    expect(program.logged('config.invalid').map(({ msg }) => msg)).toEqual([
      expect.stringMatching(/^DISCORD_TOKEN: Discord /),
    ]);
    expect(services.discord.gateway.identifyCount).toBe(1);
  });

  test('ends with status 1 and one clear line when its token is taken back, also in the middle of an answer', async () => {
    const { discord, groq } = services;
    groq.always(holdAnswer().script);
    discord.mention({ user: discord.person(), text: 'Where do you work?' });
    await vi.waitUntil(() => shownOnDiscord(services).includes(HELD_SHOWS), { timeout: 90_000 });

    discord.token = 'another';
    // The next request is one that tells.
    discord.mention({ user: discord.person(), text: 'Where do you live?' });
    const status = await program.ended();

    expect(status).toBe(1);
    expect(endedInMs(program)).toBeLessThan(GONE_WITHIN_MS);
    expect(program.logged('config.invalid').map(({ msg }) => msg)).toEqual([
      expect.stringContaining('rejects this token'),
    ]);
    expect(program.logged('process.stopped')).toHaveLength(1);
  });
});

/** From the moment when it began to end, by its own log. */
function endedInMs(program: Program): number {
  const [stopping, stopped] = [program.logged('process.stopping')[0], program.logged('process.stopped')[0]];
  return (stopped?.time ?? Infinity) - (stopping?.time ?? 0);
}
