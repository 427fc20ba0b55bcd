// Writes scripts/grafana-dashboard.json: `node scripts/make-dashboard.mjs`. Grafana takes it under Dashboards > Import.
import { writeFile } from 'node:fs/promises';

const WIDTH = 24;
const HEIGHT = 8;

/** One row of panels: [title, unit, [legend, PromQL] …]. @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
const ROWS = [
  [
    [
      'Answers per minute, by outcome',
      'short',
      ['{{outcome}}', 'sum by (outcome) (rate(asktwin_turns_total[5m])) * 60'],
    ],
    ['Time to the first text, p95', 's', ['{{face}}', quantile(0.95, 'asktwin_first_text_seconds', 'face')]],
    [
      'Acknowledgement, p99 (3 s at most)',
      's',
      ['{{face}}', quantile(0.99, 'asktwin_acknowledgement_seconds', 'face')],
    ],
  ],
  [
    ['Whole answer, p95', 's', ['{{face}}', quantile(0.95, 'asktwin_turn_seconds', 'face')]],
    [
      'Failed calls per minute, by service',
      'short',
      [
        '{{service}} {{outcome}}',
        'sum by (service, outcome) (rate(asktwin_service_calls_total{outcome!="ok"}[5m])) * 60',
      ],
    ],
    [
      'Rate limited (429) and tried again, per hour',
      'short',
      ['429 {{service}}', 'sum by (service) (increase(asktwin_service_calls_total{outcome="rate_limited"}[1h]))'],
      ['again {{service}}', 'sum by (service) (increase(asktwin_service_retries_total[1h]))'],
    ],
  ],
  [
    ['Model tokens in 24 h', 'short', ['{{kind}}', 'sum by (kind) (increase(asktwin_model_tokens_total[24h]))']],
    [
      'Answers given again from the cache',
      'percentunit',
      ['hits', 'sum(rate(asktwin_answer_cache_total{result="hit"}[1h])) / sum(rate(asktwin_answer_cache_total[1h]))'],
    ],
    [
      'Said without a source, per hour',
      'short',
      ['{{kind}}', 'sum by (kind) (increase(asktwin_ungrounded_total[1h]))'],
    ],
  ],
  [
    [
      'Text waits to be shown, mean',
      's',
      [
        '{{face}}',
        'sum by (face) (rate(asktwin_staleness_seconds_sum[5m])) / sum by (face) (rate(asktwin_staleness_seconds_count[5m]))',
      ],
    ],
    [
      'Events delivered again, per hour',
      'short',
      ['{{face}}', 'sum by (face) (increase(asktwin_duplicates_total[1h]))'],
    ],
    [
      'What the delivery adds to the first text, p95',
      's',
      ['{{face}}', quantile(0.95, 'asktwin_first_shown_seconds', 'face')],
    ],
  ],
  [
    ['At work now', 'short', ['tasks', 'sum(asktwin_tasks_running)']],
    ['Resident memory', 'bytes', ['{{instance}}', 'process_resident_memory_bytes']],
    ['Event loop lag, p99', 's', ['{{instance}}', 'nodejs_eventloop_lag_p99_seconds']],
  ],
];

function quantile(share, metric, label) {
  return `histogram_quantile(${share}, sum by (le, ${label}) (rate(${metric}_bucket[5m])))`;
}

const datasource = { type: 'prometheus', uid: '${source}' };
const panels = ROWS.flatMap((row, y) =>
  row.map(([title, unit, ...targets], x) => ({
    id: y * row.length + x + 1,
    type: 'timeseries',
    title,
    datasource,
    gridPos: { x: (x * WIDTH) / row.length, y: y * HEIGHT, w: WIDTH / row.length, h: HEIGHT },
    fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 10, showPoints: 'never' } }, overrides: [] },
    targets: targets.map(([legendFormat, expr], at) => ({ refId: 'ABCD'[at], datasource, expr, legendFormat })),
  })),
);

const dashboard = {
  uid: 'asktwin',
  title: 'asktwin',
  tags: ['asktwin'],
  timezone: 'browser',
  schemaVersion: 39,
  refresh: '30s',
  time: { from: 'now-6h', to: 'now' },
  templating: { list: [{ name: 'source', label: 'Prometheus', type: 'datasource', query: 'prometheus' }] },
  panels,
};

await writeFile(new URL('grafana-dashboard.json', import.meta.url), `${JSON.stringify(dashboard, undefined, 2)}\n`);
