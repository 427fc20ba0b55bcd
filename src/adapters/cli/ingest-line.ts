import { toIngestProgressText } from '../../core/commands/ingest-text.ts';
import type { IngestProgress } from '../../core/ingest/ingest-service.ts';
import type { Output } from './output.ts';

/** How far an ingest is, on stderr. */
export interface IngestLine {
  readonly show: (progress: IngestProgress) => void;
  /** Leaves the terminal at the beginning of an empty line. */
  readonly end: () => void;
}

/** On a terminal one line that is drawn anew; elsewhere a line at the beginning and at the end of each step. */
export function createIngestLine({
  err,
  isTerminal,
}: Pick<Output, 'err'> & { readonly isTerminal: boolean }): IngestLine {
  let shown = '';
  let lastStep = '';
  return {
    show(progress) {
      // The bar is marked as code for platforms that know Markdown.
      const text = toIngestProgressText(progress).replaceAll('`', '');
      if (text === shown) return;
      const isNews = progress.step !== lastStep || progress.doneCount === progress.totalCount;
      lastStep = progress.step;
      if (isTerminal) err(`\r\u001B[2K${text}`);
      else if (isNews) err(`${text}\n`);
      shown = text;
    },
    end() {
      if (isTerminal && shown !== '') err('\r\u001B[2K');
      shown = '';
    },
  };
}
