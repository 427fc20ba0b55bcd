import { BudgetSpentError, UpstreamError } from '../errors.ts';
import type { UpstreamKind } from '../errors.ts';
import type { Generator, GeneratorEvent, Usage } from '../ports.ts';
import { estimateTokens, estimateUsage } from './estimate-usage.ts';
import type { TokenBudget } from './token-budget.ts';

/** What an answer usually has, reasoning included. What it really had is counted afterwards. */
const EXPECTED_COMPLETION_TOKENS = 400;
const NO_USAGE: Usage = { promptTokens: 0, completionTokens: 0 };
/** Nothing was read, or the service refused before it did. */
const UNBILLED: ReadonlySet<UpstreamKind> = new Set(['rate_limited', 'unavailable', 'auth', 'not_found']);

/**
 * Takes every call of a model off the day's budget: an expected sum before it is made, so that many at once cannot
 * overspend, and what it used afterwards, however it ended. Where the service does not say what that was, because the
 * call failed or was given up, it is estimated.
 *
 * @throws {BudgetSpentError} from `generate`, before the model is asked
 */
export function meterGenerator(generator: Generator, budget: TokenBudget): Generator {
  return {
    name: generator.name,
    async *generate(prompt, options): AsyncGenerator<GeneratorEvent, void> {
      const promptText = prompt.messages.map(({ content }) => content).join('');
      const reservation = await budget.reserve(estimateTokens(promptText) + EXPECTED_COMPLETION_TOKENS);
      if (reservation === undefined) throw new BudgetSpentError('The token budget of the day is spent.');
      let written = '';
      let usage: Usage | undefined;
      try {
        for await (const event of generator.generate(prompt, options)) {
          if (event.type === 'delta') written += event.text;
          else ({ usage } = event);
          yield event;
        }
      } catch (error) {
        if (written === '' && error instanceof UpstreamError && UNBILLED.has(error.kind)) usage = NO_USAGE;
        throw error;
      } finally {
        await reservation.settle(usage ?? estimateUsage(prompt.messages, written));
      }
    },
  };
}
