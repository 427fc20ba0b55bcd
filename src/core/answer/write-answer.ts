import { BudgetSpentError, UpstreamError } from '../errors.ts';
import { estimateUsage } from '../limits/estimate-usage.ts';
import { logFailure } from '../log-failure.ts';
import { stripInvisible } from '../../support/invisible.ts';
import type { Generator, Prompt } from '../ports.ts';
import type { Passage, Persona } from '../profile/chunk.ts';
import type { AnswerEvent } from './answer-event.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { RunningTurn } from './running-turn.ts';
import type { TurnTally } from './turn-tally.ts';
import { createCitationFilter } from './citation-filter.ts';
import { findUngrounded } from './grounding.ts';
import type { Grounds } from './grounding.ts';
import { createPromptGuard } from './prompt-guard.ts';
import { toRules } from './prompt.ts';
import { guardLinks } from './link-guard.ts';
import { createSafeLinks, createVisibleText } from './safe-text.ts';
import { createUnknownDetector } from './unknown-mark.ts';
import {
  BUDGET_LEAD,
  ECHO_REFUSED,
  toCutNote,
  toDegradedLead,
  toUngroundedNote,
  toUnknownText,
} from './user-messages.ts';

/** What is written from. */
export interface WritingJob {
  readonly prompt: Prompt;
  readonly persona: Persona;
  /** Hosts that links may lead to. */
  readonly hosts: ReadonlySet<string>;
  /** What the answer may rest on. */
  readonly grounds: Grounds;
  readonly tally: TurnTally;
}

/** How many passages are quoted when nothing can choose among them. */
const QUOTED_PASSAGES = 2;

/**
 * Lets the generator write. When it fails before its first word, passages are quoted instead; when it fails later,
 * what it wrote stays and a note says that it is not all.
 */
export async function* writeAnswer(
  parts: AnswerParts,
  running: RunningTurn,
  job: WritingJob,
): AsyncGenerator<AnswerEvent, void> {
  try {
    yield* writeWith(parts.generator, parts, running, job);
  } catch (error) {
    if (error instanceof BudgetSpentError) {
      yield* quoteInstead(parts, running, job, BUDGET_LEAD);
      return;
    }
    if (running.signal.aborted || !(error instanceof UpstreamError)) throw error;
    const { service, kind } = error;
    logFailure(parts.logger, { event: 'generator.failed', turnId: running.turnId, service, kind, err: error });
    if (job.tally.text === '') {
      yield* quoteInstead(parts, running, job, toDegradedLead(error));
      return;
    }
    job.tally.outcome = 'failed';
    const note = toCutNote(running.turnId);
    yield { type: 'error', turnId: running.turnId, kind: error.kind, message: note.trim() };
    yield { type: 'delta', text: note };
  }
}

async function* writeWith(
  generator: Generator,
  { fallback }: AnswerParts,
  { signal }: RunningTurn,
  { prompt, persona, hosts, grounds, tally }: WritingJob,
): AsyncGenerator<AnswerEvent, void> {
  const visible = createVisibleText();
  const detector = createUnknownDetector();
  const guard = createPromptGuard(toRules(persona));
  const safe = createSafeLinks(hosts);
  const citations = createCitationFilter(prompt.passages.length);
  let written = '';
  let isCounted = false;
  const toDelta = (text: string): AnswerEvent => {
    written += text;
    return { type: 'delta', text };
  };
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const event of generator.generate(prompt, { signal })) {
      if (event.type === 'delta') {
        const clean = guard.push(detector.push(visible.push(event.text)));
        yield toDelta(safe.push(citations.push(clean) + citations.settle()));
        if (guard.isLeaking) break;
      } else {
        tally.model = event.model;
        tally.usage = event.usage;
        isCounted = true;
        tally.retryCount = event.retryCount;
      }
    }
  } catch (error) {
    failure = { error };
  }
  // An aborted stream may end as if it were whole.
  if (signal.aborted) failure ??= { error: signal.reason };
  // Also after a failure: what was held back belongs to what had been written.
  const rest = guard.push(detector.push(visible.end()) + detector.end()) + guard.end();
  yield toDelta(safe.push(citations.push(rest) + citations.end()) + safe.end());
  tally.droppedCitations = citations.droppedCount;
  if (failure !== undefined) {
    // What was read and written up to here is paid for.
    if (!isCounted && (written !== '' || signal.aborted)) tally.usage = estimateUsage(prompt.messages, written);
    throw failure.error;
  }
  if (guard.isLeaking) {
    tally.usage = estimateUsage(prompt.messages, written);
    tally.outcome = 'refused';
    tally.hasStatements = false;
    yield { type: 'delta', text: written.trim() === '' ? ECHO_REFUSED : `\n\n_${ECHO_REFUSED}_` };
    return;
  }
  if (!detector.isUnknown) {
    // What stands in the files word for word needs no check.
    if (generator !== fallback) yield* noteUngrounded(written, { grounds, hosts, tally });
    return;
  }
  tally.outcome = 'unknown';
  tally.hasStatements = false;
  yield { type: 'delta', text: toUnknownText(persona, written.trim()) };
}

/** Names under the text what nothing supports; what was shown stays as it is. Without its emphasis a name may be a link. */
async function* noteUngrounded(
  written: string,
  { grounds, hosts, tally }: Pick<WritingJob, 'grounds' | 'hosts' | 'tally'>,
): AsyncIterable<AnswerEvent> {
  tally.ungrounded = await findUngrounded(written, grounds);
  if (tally.ungrounded.length === 0) return;
  tally.outcome = 'degraded';
  tally.degradedBy = 'grounding';
  tally.note = guardLinks(toUngroundedNote(tally.ungrounded), hosts);
  yield { type: 'delta', text: tally.note };
}

async function* quoteInstead(
  parts: AnswerParts,
  running: RunningTurn,
  job: WritingJob,
  lead: string,
): AsyncGenerator<AnswerEvent, void> {
  const quotes: string[] = [];
  const detector = createUnknownDetector();
  for await (const event of parts.fallback.generate(job.prompt, { signal: running.signal })) {
    if (event.type === 'delta') quotes.push(detector.push(event.text));
  }
  quotes.push(detector.end());
  job.tally.outcome = 'degraded';
  job.tally.degradedBy = 'model';
  job.tally.model = parts.fallback.name;
  const text = detector.isUnknown ? quotePassages(job.prompt.passages) : quotes.join('');
  const safe = createSafeLinks(job.hosts);
  yield { type: 'delta', text: lead };
  yield { type: 'delta', text: safe.push(stripInvisible(text)) + safe.end() };
}

function quotePassages(passages: readonly Passage[]): string {
  return passages
    .slice(0, QUOTED_PASSAGES)
    .map(({ chunk }, index) => `**${chunk.title}** [${index + 1}]\n> ${chunk.text.replaceAll('\n', '\n> ')}`)
    .join('\n\n');
}
