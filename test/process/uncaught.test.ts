import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';
import { HELD_END, HELD_SHOWS, holdAnswer, openServices, SERVED_PROFILE, shownOnDiscord } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';

const INJECTOR = new URL('../fakes/fault-injector.mjs', import.meta.url).href;

describe('an error in the middle of an answer', () => {
  let services: Services;
  let program: Program;

  beforeEach(async () => {
    services = await openServices();
    await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
    const env = { ...services.env, NODE_OPTIONS: `--import=${INJECTOR}` };
    program = await startProgram({ env, folder: services.folder });
  });

  afterEach(async () => {
    await program[Symbol.asyncDispose]();
    await services[Symbol.asyncDispose]();
  });

  test.each([
    ['that nobody caught', 'SIGUSR2'],
    ['that was rejected to nobody', 'SIGWINCH'],
  ] as const)('%s is logged, and the process ends with status 1 once the answer is whole', async (_what, signal) => {
    const { discord, groq } = services;
    const answer = holdAnswer();
    groq.always(answer.script);
    discord.slash({ user: discord.person(), command: 'asktwin', options: { question: 'Where do you work?' } });
    await vi.waitUntil(() => shownOnDiscord(services).includes(HELD_SHOWS), { timeout: 90_000 });

    process.kill(program.pid, signal);
    await vi.waitUntil(() => program.logged('process.stopping').length === 1, { timeout: 90_000 });
    answer.release();
    const status = await program.ended();

    expect(status).toBe(1);
    expect(program.logged('process.failed')).toHaveLength(1);
    expect(program.logged('process.stopped')).toHaveLength(1);
    expect(shownOnDiscord(services)).toContain(HELD_END);
    expect(shownOnDiscord(services)).toContain('AI twin of');
  });

  test.each([
    ['that nobody caught', 'SIGUSR2'],
    ['that was rejected to nobody', 'SIGWINCH'],
  ] as const)('%s while the process ends on a signal is logged, and it ends with status 1', async (_what, signal) => {
    const { discord, groq } = services;
    const answer = holdAnswer();
    groq.always(answer.script);
    discord.slash({ user: discord.person(), command: 'asktwin', options: { question: 'Where do you work?' } });
    await vi.waitUntil(() => shownOnDiscord(services).includes(HELD_SHOWS), { timeout: 90_000 });
    process.kill(program.pid, 'SIGTERM');
    await vi.waitUntil(() => program.logged('process.stopping').length === 1, { timeout: 90_000 });

    process.kill(program.pid, signal);
    await vi.waitUntil(() => program.logged('process.failed').length === 1, { timeout: 90_000 });
    answer.release();
    const status = await program.ended();

    expect(status).toBe(1);
    expect(program.logged('process.stopped')).toHaveLength(1);
    expect(shownOnDiscord(services)).toContain(HELD_END);
  });
});
