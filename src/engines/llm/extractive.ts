import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { UNKNOWN_MARK } from '../../core/ports.ts';
import type { Generator, Prompt } from '../../core/ports.ts';
import { isPhrase, toTerms } from '../../support/words.ts';
import { pickQuotes, quoteBeginning } from './quotes.ts';
import { toSuperlativeLead } from './superlative.ts';
import type { PlacedPiece, Quote, Selection } from './quotes.ts';

const SURE_LEAD = 'Here is what my files say:';
const UNSURE_LEAD = 'I am not sure that my files answer this. The nearest that they say:';
/** Below it a passage's words say little about where in it the answer stands; chosen on questions about four résumés. */
const MIN_COVERAGE = 0.3;
/** From here on the lead has no doubt; one of two words, the other unknown, is below. */
const SURE_COVERAGE = 0.5;
const MAX_PIECES = 3;

/**
 * Answers without a model: quotes the sentences and list items that cover most of the question, each passage as a
 * Markdown quote with its citation, word by word. Says so when that is little. Whether the passages can answer at all was
 * decided when they were found, by more than their words: it writes {@link UNKNOWN_MARK} only when there are none. Uses no
 * tokens and never fails.
 */
export function createExtractiveGenerator(): Generator {
  const usage = { promptTokens: 0, completionTokens: 0 };
  return {
    name: 'extractive',
    async *generate(prompt, { signal }) {
      signal.throwIfAborted();
      for (const text of toWords(compose(prompt))) {
        yield { type: 'delta', text };
        await yieldToOthers();
        signal.throwIfAborted();
      }
      yield { type: 'end', model: 'extractive', usage, retryCount: 0 };
    },
  };
}

function compose(prompt: Prompt): string {
  const { quotes, coverage } = select(prompt);
  if (quotes.length === 0) return UNKNOWN_MARK;
  const lead = toSuperlativeLead(prompt.question, quotes) ?? (coverage >= SURE_COVERAGE ? SURE_LEAD : UNSURE_LEAD);
  return [lead, ...quotes.map((quote) => toBlock(quote, prompt.question))].join('\n\n');
}

function select({ question, passages, messages }: Prompt): Selection {
  const isFollowUp = messages.some(({ role }) => role === 'assistant');
  const isBare = toTerms(question).every(isPhrase);
  // `And before that?` has no words to choose by; the retriever knew what it leans on.
  if (isFollowUp && isBare) return { quotes: quoteBeginning(passages, MAX_PIECES), coverage: 0 };
  return pickQuotes(question, passages, { minCoverage: MIN_COVERAGE, maxPieces: MAX_PIECES });
}

function toBlock({ number, passage, pieces }: Quote, question: string): string {
  const body = pieces.map((piece, i) => toOpening(piece, pieces[i - 1], pieces.length) + toPlainText(piece)).join('');
  const place = toPlace(passage.chunk.title, `${question} ${body}`);
  const opening =
    place === '' ? '' : `**${place}${/[?!.:]$/.test(place) ? '' : ':'}**${body.startsWith('\n') ? '' : ' '}`;
  const citation = pieces.at(-1)?.kind === 'code' ? `\n[${number}]` : ` [${number}]`;
  return `${opening}${opening === '' ? body.trimStart() : body}${citation}`.replaceAll(/^/gm, '> ');
}

/** What stands between a piece and the one before: an ellipsis where something was left out. */
function toOpening(piece: PlacedPiece, before: PlacedPiece | undefined, pieceCount: number): string {
  if (piece.kind === 'code') return '\n';
  if (piece.kind === 'item') return pieceCount > 1 ? '\n- ' : '';
  if (before === undefined) return '';
  if (before.kind !== 'sentence') return '\n';
  return piece.index === before.index + 1 ? ' ' : ' … ';
}

/** A bracketed number in the text would read as a citation. */
function toPlainText({ text, kind }: PlacedPiece): string {
  return kind === 'code' ? text : text.replaceAll(/\[(\d[\d\s,;–-]*)\]/g, '($1)');
}

/** The innermost step of the breadcrumb, unless question and quote name it already. */
function toPlace(title: string, said: string): string {
  const leaf = title.split(' > ').at(-1) ?? '';
  const saidTerms = new Set(toTerms(said));
  return toTerms(leaf).every((term) => saidTerms.has(term)) ? '' : leaf;
}

function toWords(text: string): readonly string[] {
  return text.match(/\S+\s*/g) ?? [];
}
