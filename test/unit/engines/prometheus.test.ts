import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../../../src/engines/metrics/prometheus.ts';

describe('the metrics', () => {
  test('count calls to services by how they ended', async () => {
    const metrics = createMetrics();

    metrics.called('slack', 'ok');
    metrics.called('slack', 'rate_limited');
    metrics.called('slack', 'rate_limited');
    metrics.retried('groq');

    expect(await linesOf(metrics, 'asktwin_service_')).toEqual([
      'asktwin_service_calls_total{service="slack",outcome="ok"} 1',
      'asktwin_service_calls_total{service="slack",outcome="rate_limited"} 2',
      'asktwin_service_retries_total{service="groq"} 1',
    ]);
  });

  test('measure acknowledgements in seconds', async () => {
    const metrics = createMetrics();

    metrics.acknowledged('discord', 40);

    const lines = await linesOf(metrics, 'asktwin_acknowledgement_seconds');
    expect(lines).toContain('asktwin_acknowledgement_seconds_sum{face="discord"} 0.04');
    expect(lines).toContain('asktwin_acknowledgement_seconds_bucket{le="0.05",face="discord"} 1');
    expect(lines).toContain('asktwin_acknowledgement_seconds_bucket{le="0.025",face="discord"} 0');
  });

  test('read a watched figure whenever somebody looks, and keep its last value when it cannot be read', async () => {
    const metrics = createMetrics();
    const values = [3, 5];
    metrics.watch('asktwin_tasks_running', 'At work', () => {
      const value = values.shift();
      if (value === undefined) throw new Error('The store is away.');
      return value;
    });

    const seen = [];
    for (let look = 0; look < 3; look += 1) seen.push(...(await linesOf(metrics, 'asktwin_tasks_running')));

    expect(seen).toEqual(['asktwin_tasks_running 3', 'asktwin_tasks_running 5', 'asktwin_tasks_running 5']);
  });

  test('have everything that the dashboard shows', async () => {
    const metrics = createMetrics();
    metrics.watch('asktwin_tasks_running', 'At work', () => 0);
    const text = await metrics.text();

    const shown = await metricsOfDashboard();

    expect(shown.length).toBeGreaterThan(10);
    for (const name of shown) expect(text).toContain(`# TYPE ${name} `);
  });
});

async function linesOf(metrics: { text(): Promise<string> }, start: string): Promise<readonly string[]> {
  return (await metrics.text()).split('\n').filter((line) => line.startsWith(start));
}

const Dashboard = z.object({ panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })) });

async function metricsOfDashboard(): Promise<readonly string[]> {
  const file = new URL('../../../scripts/grafana-dashboard.json', import.meta.url);
  const { panels } = Dashboard.parse(JSON.parse(await readFile(file, 'utf8')));
  const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const names = expressions.flatMap((expr) => expr.match(/\b(?:asktwin|process|nodejs)_\w+/g) ?? []);
  return [...new Set(names.map((name) => name.replace(/_(?:bucket|sum|count)$/, '')))];
}
