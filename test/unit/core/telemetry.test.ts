import { describe, expect, test } from 'vitest';
import { createServiceRecord, joinTelemetry, NO_TELEMETRY } from '../../../src/core/telemetry.ts';
import type { Telemetry } from '../../../src/core/telemetry.ts';

describe('the record of services', () => {
  test('knows how long ago a service last did what it was asked', () => {
    let now = 1000;
    const services = createServiceRecord(() => now);

    services.called('groq', 'ok');
    now = 4000;
    services.called('groq', 'timeout');
    services.called('slack', 'auth');

    expect(services.lastSuccessAgeMs('groq')).toBe(3000);
    expect(services.lastSuccessAgeMs('slack')).toBeUndefined();
  });

  test('gives no negative age when the clock was set back', () => {
    let now = 5000;
    const services = createServiceRecord(() => now);

    services.called('groq', 'ok');
    now = 1000;

    expect(services.lastSuccessAgeMs('groq')).toBe(0);
  });
});

test('joined telemetry tells every part of everything', () => {
  const told: string[] = [];
  const toPart = (name: string): Telemetry => ({
    ...NO_TELEMETRY,
    called: (service, outcome) => void told.push(`${name} ${service} ${outcome}`),
    acknowledged: (face, afterMs) => void told.push(`${name} ${face} ${afterMs}`),
    duplicated: (face) => void told.push(`${name} again ${face}`),
    retried: (service) => void told.push(`${name} retried ${service}`),
  });
  const joined = joinTelemetry(toPart('a'), toPart('b'));

  joined.called('slack', 'ok');
  joined.acknowledged('discord', 12);
  joined.duplicated('slack');
  joined.retried('groq');

  expect(told).toEqual([
    'a slack ok',
    'b slack ok',
    'a discord 12',
    'b discord 12',
    'a again slack',
    'b again slack',
    'a retried groq',
    'b retried groq',
  ]);
});
