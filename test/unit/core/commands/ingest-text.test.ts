import { describe, expect, test } from 'vitest';
import { toIngestProgressText, toIngestReportText } from '../../../../src/core/commands/ingest-text.ts';
import type { IngestReport } from '../../../../src/core/ingest/ingest-service.ts';

const REPORT: IngestReport = {
  isDryRun: false,
  isRollback: false,
  version: 3,
  createdAt: Date.UTC(2026, 0, 15, 12, 5),
  added: ['Hobbies'],
  changed: [],
  removed: [],
  unchangedCount: 4,
  writtenCount: 1,
  warnings: [],
  faults: [],
  durationMs: 1234,
};

describe('the progress of an ingest', () => {
  test('is a bar with counts', () => {
    expect(toIngestProgressText({ step: 'writing', doneCount: 50, totalCount: 100 })).toBe(
      'Writing what is new `██████░░░░░░` 50/100',
    );
  });

  test('says how long the rest of a long step takes', () => {
    expect(toIngestProgressText({ step: 'writing', doneCount: 50, totalCount: 100, leftMs: 65_000 })).toMatch(
      /50\/100, 65 seconds left$/,
    );
  });

  test('names what is being checked', () => {
    expect(toIngestProgressText({ step: 'checking', what: 'golden questions', doneCount: 1, totalCount: 4 })).toMatch(
      /^Asking the golden questions .* 1\/4$/,
    );
  });

  test('has no bar while nobody knows how much there is', () => {
    expect(toIngestProgressText({ step: 'reading', doneCount: 0, totalCount: 0 })).toBe('Reading the files …');
  });
});

describe('the report of an ingest', () => {
  test('says which version is live, since when, and what has changed', () => {
    expect(toIngestReportText(REPORT)).toBe(
      [
        '**Re-ingested** in 1.2 s; version 3 of 2026-01-15 12:05 UTC is live.',
        '1 added, 0 changed, 0 removed, 4 unchanged',
        '**Added**',
        '- Hobbies',
      ].join('\n'),
    );
  });

  test('says of the way back which version is live again and how to go forward', () => {
    const text = toIngestReportText({ ...REPORT, isRollback: true });

    expect(text).toMatch(/^\*\*Went back\*\* in 1\.2 s; version 3 of 2026-01-15 12:05 UTC is live again\. .*forward/);
  });

  test('says of a way back that is only tried that nothing was switched', () => {
    const text = toIngestReportText({ ...REPORT, isRollback: true, isDryRun: true });

    expect(text).toMatch(/^\*\*Dry run\*\*: nothing was switched\. Going back to version 3 of 2026-01-15/);
  });

  test('lists what the checks found', () => {
    expect(toIngestReportText({ ...REPORT, warnings: ['“Who?” lacks “Maya”.'] })).toContain(
      '**Warnings**\n- “Who?” lacks “Maya”.',
    );
  });

  test('lists ten titles and counts the rest', () => {
    const added = Array.from({ length: 12 }, (_, at) => `Title ${at}`);

    expect(toIngestReportText({ ...REPORT, added })).toMatch(/- Title 9\n- and 2 more$/);
  });
});
