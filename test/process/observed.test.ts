import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { askOverHttp } from '../fakes/ask-over-http.ts';
import { answerOf, errorOf } from '../fakes/groq/completion-script.ts';
import { startProgram } from '../fakes/program.ts';
import { openServices, SERVED_PROFILE, shownOnDiscord } from '../fakes/services.ts';

const Readyz = z.object({
  status: z.string(),
  parts: z.record(z.string(), z.object({ isReady: z.boolean(), lastSuccessAgeMs: z.number().optional() })),
});

test('an operator sees how every part does, how old its last success is, and what was counted', async () => {
  const services = await openServices();
  onTestFinished(() => services[Symbol.asyncDispose]());
  const { discord, slack, groq } = services;
  await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
  await using program = await startProgram({ env: services.env, folder: services.folder });
  groq.always(answerOf('At Lumenfold Robotics [1].'));

  const asked = discord.slash({
    user: discord.person(),
    command: 'asktwin',
    options: { question: 'Where do you work?' },
  });
  const mention = await slack.mention({ text: 'What do you do at Lumenfold?' });
  await vi.waitUntil(() => shownOnDiscord(services).includes('AI twin of'), { timeout: 90_000 });
  await vi.waitUntil(() => slack.shownIn(mention.channel, mention.ts).includes('AI twin of'), { timeout: 90_000 });
  discord.redeliver(asked);
  await vi.waitUntil(
    async () => (await readMetrics(program.url)).includes('asktwin_duplicates_total{face="discord"} 1'),
    { timeout: 90_000 },
  );
  const ready = await readReadyz(program.url);
  const metrics = await readMetrics(program.url);

  expect(ready.status).toBe('ready');
  expect(Object.keys(ready.parts).toSorted()).toEqual(['discord', 'index', 'model', 'slack', 'state']);
  for (const part of Object.values(ready.parts)) {
    expect(part.isReady).toBe(true);
    expect(part.lastSuccessAgeMs).toBeLessThan(60_000);
  }
  for (const service of ['groq', 'upstash', 'discord', 'slack']) {
    expect(metrics).toMatch(new RegExp(`asktwin_service_calls_total\\{service="${service}",outcome="ok"\\} [1-9]`));
  }
  for (const face of ['discord', 'slack']) {
    expect(metrics).toMatch(new RegExp(`asktwin_turns_total\\{face="${face}",outcome="answered"\\} 1`));
    expect(metrics).toMatch(new RegExp(`asktwin_acknowledgement_seconds_count\\{face="${face}"\\} 1`));
    expect(metrics).toMatch(new RegExp(`asktwin_first_shown_seconds_count\\{face="${face}"\\} 1`));
    expect(metrics).toMatch(new RegExp(`asktwin_delivery_requests_total\\{face="${face}",result="limited"\\} 0`));
  }
  expect(metrics).toMatch(/nodejs_eventloop_lag_p99_seconds \d/);
});

test('a model that is down makes the twin not ready, until it has answered again', async () => {
  const services = await openServices();
  onTestFinished(() => services[Symbol.asyncDispose]());
  const { groq } = services;
  await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
  await using program = await startProgram({ env: services.env, folder: services.folder });

  groq.always(errorOf(503));
  const during = await askOverHttp(program.url, 'Where do you work?');
  const down = await readReadyz(program.url);
  groq.always(answerOf('At Lumenfold Robotics [1].'));
  await askOverHttp(program.url, 'Where do you work now?');
  const up = await readReadyz(program.url);

  expect(during.done.outcome).toBe('degraded');
  expect(down).toMatchObject({ status: 'not ready', parts: { model: { isReady: false } } });
  expect(up.status).toBe('ready');
});

async function readReadyz(url: string): Promise<z.infer<typeof Readyz>> {
  return Readyz.parse(await (await fetch(`${url}/readyz`)).json());
}

async function readMetrics(url: string): Promise<string> {
  return await (await fetch(`${url}/metrics`)).text();
}
