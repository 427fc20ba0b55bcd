import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askOverHttp } from '../fakes/ask-over-http.ts';
import { startProgram } from '../fakes/program.ts';
import type { Program } from '../fakes/program.ts';
import { FOUR_SECONDS, openServices, SERVED_PROFILE, shownOnDiscord } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';
import { readPassages } from '../fakes/groq/reading-model.ts';
import { wordAt } from '../fakes/word-at.ts';

describe('the program with every service switched on', () => {
  let services: Services;
  let program: Program | undefined;

  beforeEach(async () => {
    services = await openServices();
    await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
  });

  afterEach(async () => {
    await program?.[Symbol.asyncDispose]();
    program = undefined;
    await services[Symbol.asyncDispose]();
  });

  test('a slash command and a Slack mention each stream an answer of four seconds', async () => {
    const { discord, slack, groq } = services;
    program = await startProgram({ env: services.env, folder: services.folder });
    groq.always(FOUR_SECONDS);

    const askedAt = Date.now();
    const interaction = discord.slash({
      user: discord.person(),
      command: 'asktwin',
      options: { question: 'Where do you work?' },
    });
    const delivered = slack.mention({ text: 'Where do you work?' });
    const mention = await delivered;
    await vi.waitUntil(() => shownOnDiscord(services).includes('AI twin of'), { timeout: 90_000 });
    await vi.waitUntil(() => slack.shownIn(mention.channel, mention.ts).includes('AI twin of'), { timeout: 90_000 });

    const onDiscord = discord.transcript.standing()[0]?.frames.filter(({ text }) => text !== '') ?? [];
    const onSlack = slack.botMessages(mention.channel, mention.ts)[0]?.frames ?? [];
    expect((interaction.ackedAt ?? Infinity) - askedAt).toBeLessThan(3000);
    expect(onDiscord.length).toBeGreaterThanOrEqual(4);
    expect(onSlack.length).toBeGreaterThanOrEqual(4);
    expect(onDiscord.at(-1)?.text).toContain(`${wordAt(0)} ${wordAt(1)}`);
    expect(onDiscord.at(-1)?.text).toContain(`${wordAt(38)} [1].`);
    expect(onSlack.at(-1)?.text).toContain(`${wordAt(38)} [1].`);
    expect(discord.rateLimitedCount).toBe(0);
    expect(slack.rateLimited).toEqual([]);
  });

  test('questions use the token that reads, and only ingestion the one that writes', async () => {
    const { upstash } = services;
    program = await startProgram({ env: services.env, folder: services.folder });
    const atStart = upstash.calls.length;

    const { done } = await askOverHttp(program.url, 'Where do you work?');

    expect(done.outcome).toBe('answered');
    expect(upstash.calls.slice(0, atStart).find(({ command }) => command === 'upsert-data')?.token).toBe('write');
    expect(upstash.calls.slice(atStart).map(({ token }) => token)).toEqual(['read']);
  });

  test('a process without the token that writes answers, and says so when it is told to write', async () => {
    const { discord, upstash } = services;
    const admin = discord.person('admin');
    const first = await startProgram({ env: services.env, folder: services.folder });
    await first.end();
    const filledBy = upstash.calls.length;
    const { UPSTASH_VECTOR_REST_TOKEN: writeToken = '', ...env } = services.env;
    program = await startProgram({ env: { ...env, TWIN_ADMINS: `discord:${admin.id}` }, folder: services.folder });

    const { done } = await askOverHttp(program.url, 'Which company do you work for?');
    await services.write('digitaltwin.json', JSON.stringify({ ...SERVED_PROFILE, summary: 'Something new.' }));
    discord.slash({ user: admin, command: 'reingest', permissions: '32' });
    await vi.waitUntil(() => program?.logged('reingest.failed').length === 1, { timeout: 30_000 });

    expect(done.outcome).toBe('answered');
    expect(writeToken).toBe(upstash.writeToken);
    expect(JSON.stringify(program.logged('reingest.failed'))).toContain('UPSTASH_VECTOR_REST_TOKEN');
    expect(new Set(upstash.calls.slice(filledBy).map(({ token }) => token))).toEqual(new Set(['read']));
  });

  test('an index that is filled is left alone by the next start', async () => {
    const { upstash } = services;
    const first = await startProgram({ env: services.env, folder: services.folder });
    await first.end();
    await services.write('digitaltwin.json', JSON.stringify({ ...SERVED_PROFILE, summary: 'Something new.' }));
    const writes = (): number =>
      upstash.calls.filter(({ command }) => /upsert|delete|reset|update/.test(command)).length;
    const writesOfFirst = writes();

    program = await startProgram({ env: services.env, folder: services.folder });

    expect(writes()).toBe(writesOfFirst);
    expect(upstash.vectors().some(({ data }) => data?.includes('Something new') === true)).toBe(false);
  });

  test('re-ingesting is for admins: a changed fact is found, a removed one is gone, a second run writes nothing', async () => {
    const { discord, groq, upstash } = services;
    groq.always(readPassages);
    const admin = discord.person('admin');
    await services.write('old.md', '# Old\n\nThe secret garden is in Whitby.');
    program = await startProgram({
      env: { ...services.env, TWIN_ADMINS: `discord:${admin.id}` },
      folder: services.folder,
    });
    await services.write(
      'digitaltwin.json',
      JSON.stringify(SERVED_PROFILE).replace('Warehouse robots', 'Harbour cranes'),
    );
    await services.write('old.md', undefined);
    const tell = async (question: string): Promise<string> =>
      (await askOverHttp(program?.url ?? '', question)).done.text;

    discord.slash({ user: discord.person('stranger'), command: 'reingest', permissions: '32' });
    await vi.waitUntil(() => program?.logged('reingest.refused').length === 1, { timeout: 90_000 });
    const afterRefusal = await tell('What does Maya build?');
    discord.slash({ user: admin, command: 'reingest', permissions: '32' });
    await vi.waitUntil(() => program?.logged('reingest.completed').length === 1, { timeout: 90_000 });
    const afterFirst = (await tell('What does she build?')) + (await tell('Where is the garden?'));
    const writes = upstash.calls.filter(({ command }) => command === 'upsert-data' || command === 'delete').length;
    discord.slash({ user: admin, command: 'reingest', permissions: '32' });
    await vi.waitUntil(() => program?.logged('reingest.completed').length === 2, { timeout: 90_000 });

    expect(afterRefusal).toContain('Warehouse robots');
    // What was removed stays in the index for a while, to go back to, but no reader sees it.
    expect(afterFirst).toContain('Harbour cranes');
    expect(afterFirst).not.toContain('Warehouse robots');
    expect(afterFirst).not.toContain('Whitby');
    expect(upstash.calls.filter(({ command }) => command === 'upsert-data' || command === 'delete').length).toBe(
      writes,
    );
    const whispers = discord.transcript.messages().filter(({ onlyFor }) => onlyFor !== undefined);
    expect(whispers.map(({ text }) => text).join('\n')).toContain('Only the twin’s owner can re-ingest');
  });

  test('with the model down the best passages are quoted and marked as such', async () => {
    const { groq } = services;
    program = await startProgram({ env: services.env, folder: services.folder });
    groq.always({ status: 503, body: 'down' });

    const { done } = await askOverHttp(program.url, 'Which company do you work for?');

    expect(done.outcome).toBe('degraded');
    expect(done.text).toContain('My language model is not available right now');
    expect(done.text).toContain('Lumenfold Robotics');
  });

  test('readiness tells of every part, and of a model that fails until it answers again', async () => {
    const { groq } = services;
    program = await startProgram({ env: services.env, folder: services.folder });
    const readiness = async (): Promise<readonly [number, string]> => {
      const response = await fetch(`${program?.url}/readyz`);
      return [response.status, await response.text()];
    };

    const [before, parts] = await readiness();
    groq.script({ status: 401, body: 'no' });
    await askOverHttp(program.url, 'Which company do you work for?');
    const [failing, told] = await readiness();
    await askOverHttp(program.url, 'Which company do you work for?');
    const [after] = await readiness();

    expect([before, failing, after]).toEqual([200, 503, 200]);
    for (const part of ['state', 'index', 'model', 'discord', 'slack']) expect(parts).toContain(`"${part}"`);
    expect(told).toContain('last failure: auth');
  });

  test('no line of the log holds a token or a question', async () => {
    program = await startProgram({ env: services.env, folder: services.folder });

    await askOverHttp(program.url, 'Do you like xylophones in Zanzibar?');
    await program.end();

    const log = program.lines.join('\n');
    const secrets = Object.entries(services.env).filter(([name]) => /TOKEN|KEY/.test(name));
    expect(secrets.filter(([, secret]) => log.includes(secret))).toEqual([]);
    expect(log).not.toContain('xylophones');
    expect(program.logged('answer.completed')).toHaveLength(1);
  });
});
