import type { LlmService } from './completion-request.ts';

/** How messages name the service and the variables that aim it. */
export interface ServiceNames {
  readonly title: string;
  readonly keyVariable: string;
  readonly modelVariable: string;
  readonly urlVariable: string;
}

const NAMES: Readonly<Record<LlmService, ServiceNames>> = {
  groq: { title: 'Groq', keyVariable: 'GROQ_API_KEY', modelVariable: 'GROQ_MODELS', urlVariable: 'GROQ_BASE_URL' },
  llm: {
    title: 'The language model server',
    keyVariable: 'LLM_API_KEY',
    modelVariable: 'LLM_MODEL',
    urlVariable: 'LLM_BASE_URL',
  },
};

/** Gives the names for messages to the owner. */
export function namesOf(service: LlmService): ServiceNames {
  return NAMES[service];
}
