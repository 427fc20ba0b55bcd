import type { LlmConfig } from './config/services.ts';
import { watchGenerator } from './core/answer/watched-generator.ts';
import type { WatchedGenerator } from './core/answer/watched-generator.ts';
import { UpstreamError } from './core/errors.ts';
import type { Clock, Logger } from './core/ports.ts';
import type { Telemetry } from './core/telemetry.ts';
import { createGroqGenerator } from './engines/llm/groq.ts';
import type { GroqOptions } from './engines/llm/groq.ts';
import { orConfigError } from './rejected-key.ts';

/** The language model that the configuration switches on. */
export interface Model {
  readonly generator: WatchedGenerator;
  /** Names the models that it may use, and where. */
  readonly names: readonly string[];
  /**
   * Asks whether it is there, and has its state know what came of it.
   *
   * @throws {ConfigError} its key is rejected
   * @throws {UpstreamError} it cannot be asked now
   */
  check(signal: AbortSignal): Promise<string>;
}

const GROQ_URL = 'https://api.groq.com';

/** Builds the model; nothing when none is configured. */
export function createModel(
  llm: LlmConfig,
  surroundings: { readonly clock: Clock; readonly logger: Logger; readonly telemetry: Telemetry },
): Model | undefined {
  if (llm.kind === 'none') return undefined;
  const reached = toAddress(llm);
  const model = createGroqGenerator({ ...reached, ...surroundings });
  const generator = watchGenerator(model, { clock: surroundings.clock, service: reached.service });
  return {
    generator,
    names: [reached.baseUrl, ...reached.models],
    async check(signal) {
      try {
        const found = await orConfigError(llm.kind === 'openai' ? 'LLM_API_KEY' : 'GROQ_API_KEY', model.check(signal));
        generator.note(found);
        return found;
      } catch (error) {
        const failure = error instanceof Error && error.cause instanceof UpstreamError ? error.cause : error;
        if (failure instanceof UpstreamError) generator.note(failure);
        throw error;
      }
    },
  };
}

function toAddress(
  llm: Exclude<LlmConfig, { readonly kind: 'none' }>,
): Pick<GroqOptions, 'service' | 'baseUrl' | 'apiKey' | 'models' | 'path'> {
  switch (llm.kind) {
    case 'groq':
      return {
        service: 'groq',
        baseUrl: llm.baseUrl ?? GROQ_URL,
        apiKey: llm.apiKey,
        models: llm.models,
        path: '/openai/v1/chat/completions',
      };
    case 'openai':
      return {
        service: 'llm',
        baseUrl: llm.baseUrl,
        apiKey: llm.apiKey ?? '',
        models: [llm.model],
        path: '/chat/completions',
      };
  }
}
