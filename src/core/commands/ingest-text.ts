import { toWaitingTime } from '../answer/user-messages.ts';
import type { IngestProgress, IngestReport, IngestStep } from '../ingest/ingest-service.ts';

const BAR_CELLS = 12;
/** More titles than this are counted, not listed. */
const MAX_TITLES = 10;

const STEP_WORDS: Readonly<Record<IngestStep, string>> = {
  reading: 'Reading the files',
  comparing: 'Comparing with what is known',
  writing: 'Writing what is new',
  verifying: 'Checking that it can be found',
  calibrating: 'Measuring what it can answer',
  checking: 'Asking the',
  switching: 'Switching to the new version',
  cleaning: 'Removing what is gone',
};

/** One line with a bar, for a message that is edited while an ingest runs. */
export function toIngestProgressText({ step, what, doneCount, totalCount, leftMs }: IngestProgress): string {
  const words = what === undefined ? STEP_WORDS[step] : `${STEP_WORDS[step]} ${what}`;
  if (totalCount === 0) return `${words} …`;
  const filled = Math.min(BAR_CELLS, Math.round((doneCount / totalCount) * BAR_CELLS));
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
  const left = leftMs === undefined ? '' : `, ${toWaitingTime(leftMs)} left`;
  return `${words} \`${bar}\` ${doneCount}/${totalCount}${left}`;
}

/** What an ingest did, as Markdown: the counts, the titles behind them, doubts, and the files that were refused. */
export function toIngestReportText(report: IngestReport): string {
  const { added, changed, removed, unchangedCount, faults, warnings } = report;
  const changeCount = added.length + changed.length + removed.length;
  const counts =
    `${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchangedCount} unchanged` +
    (changeCount === 0 ? ' (nothing to write)' : '');
  const lists = [
    toList('Added', added),
    toList('Changed', changed),
    toList('Removed', removed),
    toList('Warnings', warnings),
  ];
  const refused = faults.map(
    ({ path, reason, isWithdrawn }) =>
      `- \`${path}\`: ${reason}${isWithdrawn === true ? ' (what it said before is withdrawn)' : ''}`,
  );
  const faultBlock =
    refused.length === 0 ? '' : `**Refused** (what these files said before stays):\n${refused.join('\n')}`;
  return [toHeading(report), counts, ...lists, faultBlock].filter((part) => part !== '').join('\n');
}

function toHeading({ isDryRun, isRollback, version, createdAt, durationMs }: IngestReport): string {
  const seconds = (durationMs / 1000).toFixed(1);
  if (isRollback) {
    const target = `version ${version} of ${toMinute(createdAt)}`;
    return isDryRun
      ? `**Dry run**: nothing was switched. Going back to ${target} would bring:`
      : `**Went back** in ${seconds} s; ${target} is live again. A re-ingest goes forward.`;
  }
  return isDryRun
    ? '**Dry run**: nothing was written. A re-ingest would bring:'
    : `**Re-ingested** in ${seconds} s; version ${version} of ${toMinute(createdAt)} is live.`;
}

/** The owner may be anywhere: UTC, and said so. */
function toMinute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function toList(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const listed = lines.slice(0, MAX_TITLES).map((line) => `- ${line}`);
  const more = lines.length - listed.length;
  return `**${heading}**\n${listed.join('\n')}${more > 0 ? `\n- and ${more} more` : ''}`;
}
