import { expect, test } from 'vitest';
import { createIngestLine } from '../../../../src/adapters/cli/ingest-line.ts';

test('a terminal sees one line that is drawn anew, and nothing of it at the end', () => {
  const written: string[] = [];
  const line = createIngestLine({ err: (text) => written.push(text), isTerminal: true });

  line.show({ step: 'writing', doneCount: 1, totalCount: 4 });
  line.show({ step: 'writing', doneCount: 2, totalCount: 4 });
  line.end();

  expect(written).toEqual([
    '\r\u001B[2KWriting what is new ███░░░░░░░░░ 1/4',
    '\r\u001B[2KWriting what is new ██████░░░░░░ 2/4',
    '\r\u001B[2K',
  ]);
});

test('a file or a pipe gets a line at the beginning and at the end of each step', () => {
  const written: string[] = [];
  const line = createIngestLine({ err: (text) => written.push(text), isTerminal: false });

  for (const doneCount of [0, 1, 2, 3]) line.show({ step: 'writing', doneCount, totalCount: 3 });
  line.show({ step: 'switching', doneCount: 0, totalCount: 3 });
  line.end();

  expect(written).toEqual([
    'Writing what is new ░░░░░░░░░░░░ 0/3\n',
    'Writing what is new ████████████ 3/3\n',
    'Switching to the new version ░░░░░░░░░░░░ 0/3\n',
  ]);
});
