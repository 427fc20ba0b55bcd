import { toProblem } from '../../../core/golden/check-answer.ts';
import { holds } from '../../../core/golden/fold-text.ts';
import type { Examined } from '../../../core/golden/examiner.ts';
import type { GoldenQuestion } from '../../../core/golden/golden-question.ts';
import type { Passage } from '../../../core/profile/chunk.ts';
import { isAnswered, isCited, isGrounded } from '../../../core/golden/score.ts';
import { toCount } from './eval-table.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

const WORDS: Readonly<Record<Examined['verdict']['kind'], string>> = {
  passed: 'passed',
  lacking: 'lacks something',
  refused: 'refused wrongly',
  invented: 'invented',
  ungrounded: 'not grounded',
  broken: 'no whole answer',
};

/** One question that opens to its answer, what was expected, and the passages. */
export function toQuestionEntry(examined: Examined): Markup {
  const { golden, verdict, confidence, foundRank, totalMs } = examined;
  const isPassed = verdict.kind === 'passed';
  const facts = [
    ...(golden.expectation.kind === 'unknown'
      ? ['must be unknown']
      : [foundRank === undefined ? 'not found' : `passage ${foundRank}`]),
    ...(confidence === undefined ? [] : [`confidence ${confidence.toFixed(2)}`]),
    `${toCount(totalMs)} ms`,
  ];
  return html`<details class="question ${isPassed ? 'is-passed' : 'is-failed'}" ${isPassed ? '' : html` open`}>
    <summary>
      <span class="verdict">${isPassed ? '✓' : '✕'}<span> ${WORDS[verdict.kind]}</span></span>
      <span class="asked" dir="auto">${golden.question}</span>
      <span class="facts">${facts.join(' · ')}</span>
    </summary>
    <div class="details">${toDetails(examined)}</div>
  </details>`;
}

function toDetails(examined: Examined): Markup {
  const { golden, verdict, text, outcome, passages } = examined;
  const problem = toProblem(golden, verdict, { isNew: false });
  const remarks = [
    `outcome: ${outcome}`,
    ...(golden.audience === 'public' ? [] : [`asked for: ${golden.audience}`]),
    ...(isAnswered(examined)
      ? [isCited(examined) ? 'cited' : 'not cited', isGrounded(examined) ? 'grounded' : 'not grounded']
      : []),
    ...(examined.promptTokens > 0
      ? [`${toCount(examined.promptTokens)} + ${toCount(examined.completionTokens)} tokens`]
      : []),
  ];
  return html`${problem === undefined ? '' : html`<p class="problem" dir="auto">${problem}</p>`}
    <dl>
      ${
        golden.after.length === 0
          ? ''
          : html`<dt>Asked before</dt>
              <dd dir="auto">${golden.after.join(' → ')}</dd>`
      }
      <dt>Expected</dt>
      <dd>${toExpectation(examined)}</dd>
      <dt>Answer</dt>
      <dd>
        <div class="answer" dir="auto">${text}</div>
        <p class="remarks">${remarks.join(' · ')}</p>
      </dd>
      <dt>Passages</dt>
      <dd>
        ${
          passages.length === 0
            ? 'none'
            : html`<ol>
                ${passages.map((passage) => toPassage(passage, golden))}
              </ol>`
        }
      </dd>
    </dl>`;
}

function toExpectation({ golden: { expectation }, text }: Examined): Markup {
  if (expectation.kind === 'unknown') return html`The twin says that it does not know.`;
  const wordings = expectation.groups.map((group) => {
    const isThere = group.some((wording) => holds(text, wording));
    return html`<li class="${isThere ? 'is-there' : 'is-missing'}">${group.join(' / ')}</li>`;
  });
  return html`<ul class="wordings">
    ${wordings}
  </ul>`;
}

function toPassage({ chunk, score }: Passage, { expectation }: GoldenQuestion): Markup {
  const wordings = expectation.kind === 'contains' ? expectation.groups.flat() : [];
  const isWanted = wordings.some((wording) => holds(`${chunk.title}\n${chunk.text}`, wording));
  return html`<li class="${isWanted ? 'is-wanted' : 'is-other'}">
    <details>
      <summary>
        <span dir="auto">${chunk.title}</span> <span class="facts">${score.toPrecision(3)} · ${chunk.source}</span>
      </summary>
      <div class="answer" dir="auto">${chunk.text}</div>
    </details>
  </li>`;
}
