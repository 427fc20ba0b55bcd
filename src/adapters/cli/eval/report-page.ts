import type { Score } from '../../../core/golden/score.ts';
import { toCount } from './eval-table.ts';
import type { Evaluation } from './evaluation.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { plotConfidence, plotLatency, plotOutcomes, plotRanks } from './report-plots.ts';
import { toQuestionEntry } from './report-questions.ts';
import { REPORT_STYLE } from './report-style.ts';

/** Nothing is loaded and nothing runs, whatever an answer or a file holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The evaluation as one HTML file that needs nothing else. */
export function toReportPage(evaluation: Evaluation): string {
  const { personaName, engines, at, all, score } = evaluation;
  const failedCount = score.questionCount - score.passedCount;
  // Failures first: they are what one opens the page for.
  const inOrder = [...all].sort((a, b) => Number(a.verdict.kind === 'passed') - Number(b.verdict.kind === 'passed'));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Golden questions: ${personaName}</title>
        <style>
          ${REPORT_STYLE}
        </style>
      </head>
      <body>
        <header>
          <p class="eyebrow">Golden questions</p>
          <h1>${personaName}</h1>
          <p class="lead ${failedCount === 0 ? 'is-passed' : 'is-failed'}">
            <b>${score.passedCount} of ${score.questionCount}</b> passed
          </p>
          <p class="facts">${engines} · <time datetime="${at.toISOString()}">${toDay(at)}</time></p>
        </header>
        <main>
          <section class="tiles" aria-label="In numbers">${toTiles(score)}</section>
          <section class="plots">
            ${toFigure('How the questions ended', 'questions by what became of them', plotOutcomes(all))}
            ${toFigure('How sure the index was', 'questions by confidence, 0 to 1', plotConfidence(all))}
            ${toFigure('Where the answer stood', 'questions by the rank of the passage that completes what is expected', plotRanks(all))}
            ${toFigure('How long it took', 'questions by time to the whole answer', plotLatency(all))}
          </section>
          <section class="questions">
            <h2>Questions</h2>
            <div class="choice">
              <label><input type="radio" name="shown" checked /> All ${score.questionCount}</label>
              <label><input type="radio" name="shown" id="only-failed" /> Failed ${failedCount}</label>
            </div>
            <div class="list">${inOrder.map(toQuestionEntry)}</div>
          </section>
        </main>
      </body>
    </html>`;
  return `${page.markup}\n`;
}

function toTiles(score: Score): readonly Markup[] {
  const { answerableCount, unknownCount, spokenCount, firstDeltaMs, totalMs } = score;
  const tokenCount = score.promptTokens + score.completionTokens;
  return [
    toTile(
      'Found',
      toPercent(score.foundCount, answerableCount),
      `${score.foundCount} of ${answerableCount} in the passages`,
    ),
    toTile(
      'Answered rightly',
      toPercent(score.rightCount, answerableCount),
      `${score.rightCount} of ${answerableCount} that the files answer`,
    ),
    toTile(
      'Refused rightly',
      toPercent(score.refusedRightlyCount, unknownCount),
      `${score.refusedRightlyCount} of ${unknownCount} that they do not`,
    ),
    toTile('Cited', toPercent(score.citedCount, spokenCount), `${score.citedCount} of ${spokenCount} answers`),
    toTile('Grounded', toPercent(score.groundedCount, spokenCount), `${score.groundedCount} of ${spokenCount} answers`),
    toTile('First words', `${toCount(firstDeltaMs.p50)} ms`, `95 % within ${toCount(firstDeltaMs.p95)} ms`),
    toTile('Whole answer', `${toCount(totalMs.p50)} ms`, `95 % within ${toCount(totalMs.p95)} ms`),
    toTile('Tokens', toCount(tokenCount), `${toCount(score.promptTokens)} in, ${toCount(score.completionTokens)} out`),
  ];
}

function toTile(name: string, value: string, remark: string): Markup {
  return html`<div class="tile">
    <h2>${name}</h2>
    <p class="value">${value}</p>
    <p class="facts">${remark}</p>
  </div>`;
}

function toFigure(name: string, remark: string, plot: Markup): Markup {
  return html`<figure>
    <figcaption>
      <h2>${name}</h2>
      ${remark === '' ? '' : html`<p class="facts">${remark}</p>`}
    </figcaption>
    ${plot}
  </figure>`;
}

function toPercent(count: number, total: number): string {
  return total === 0 ? '–' : `${Math.round((count / total) * 100)} %`;
}

function toDay(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
