import type { IngestProgress, IngestReport } from '../ingest/ingest-service.ts';

const BAR_CELLS = 12;
/** More titles than this are counted, not listed. */
const MAX_TITLES = 10;

const STEP_WORDS: Readonly<Record<IngestProgress['step'], string>> = {
  reading: 'Reading the files',
  comparing: 'Comparing with what is known',
  writing: 'Writing what is new',
  verifying: 'Checking that it can be found',
  switching: 'Switching to the new version',
  cleaning: 'Removing what is gone',
};

/** One line with a bar, for a message that is edited while an ingest runs. */
export function toIngestProgressText({ step, doneCount, totalCount }: IngestProgress): string {
  const words = STEP_WORDS[step];
  if (totalCount === 0) return `${words} …`;
  const filled = Math.round((doneCount / totalCount) * BAR_CELLS);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
  return `${words} \`${bar}\` ${doneCount}/${totalCount}`;
}

/** What an ingest did, as Markdown: the counts, the titles behind them, and the files that were refused. */
export function toIngestReportText(report: IngestReport): string {
  const { added, changed, removed, unchangedCount, faults } = report;
  const changeCount = added.length + changed.length + removed.length;
  const heading = report.isDryRun
    ? '**Dry run**: nothing was written. A re-ingest would bring:'
    : `**Re-ingested** in ${(report.durationMs / 1000).toFixed(1)} s; version ${report.version} is live.`;
  const counts =
    `${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchangedCount} unchanged` +
    (changeCount === 0 ? ' (nothing to write)' : '');
  const lists = [toTitleList('Added', added), toTitleList('Changed', changed), toTitleList('Removed', removed)];
  const refused = faults.map(({ path, reason }) => `- \`${path}\`: ${reason}`);
  const faultBlock =
    refused.length === 0 ? '' : `**Refused** (what these files said before stays):\n${refused.join('\n')}`;
  return [heading, counts, ...lists, faultBlock].filter((part) => part !== '').join('\n');
}

function toTitleList(heading: string, titles: readonly string[]): string {
  if (titles.length === 0) return '';
  const listed = titles.slice(0, MAX_TITLES).map((title) => `- ${title}`);
  const more = titles.length - listed.length;
  return `**${heading}**\n${listed.join('\n')}${more > 0 ? `\n- and ${more} more` : ''}`;
}
