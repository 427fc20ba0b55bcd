import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { AnswerDone } from '../../core/answer/answer-event.ts';
import type { AnswerService } from '../../core/answer/answer-service.ts';
import { MAX_QUESTION_CHARS } from '../../core/answer/question.ts';
import { toUserMessage } from '../../core/answer/user-messages.ts';
import { InputError, NotAllowedError, RateLimitedError } from '../../core/errors.ts';
import { logFailure } from '../../core/log-failure.ts';
import type { Cancellable, Logger } from '../../core/ports.ts';
import type { Chunk, Passage, Persona } from '../../core/profile/chunk.ts';
import { toConversationKey, toUserKey } from '../../core/turn.ts';
import { VERSION } from '../../support/version.ts';

/** What the MCP face works with. */
export interface McpOptions {
  readonly answers: AnswerService;
  readonly persona: Persona;
  readonly search: (query: string, options: SearchOptions) => Promise<readonly Passage[]>;
  /** Every chunk that questions are answered from. */
  readonly listChunks: (signal: AbortSignal) => Promise<readonly Chunk[]>;
  readonly logger: Logger;
}

/** What a search brings back. */
export interface SearchOptions extends Cancellable {
  /** The most passages. */
  readonly limit: number;
  /** Only passages with at least one of these tags, in lower case; absent for all. */
  readonly tags?: readonly string[] | undefined;
}

const PROFILE_URI = 'asktwin://profile';
const MAX_SEARCH_RESULTS = 20;
const MAX_TAGS = 20;
const MAX_TAG_CHARS = 100;
const CLIENT = toUserKey('mcp', 'client');

/** Builds the MCP server: tools `ask_twin` and `search_profile`, and the whole profile as a resource. */
export function createMcpServer(options: McpOptions): McpServer {
  const { name } = options.persona;
  const server = new McpServer(
    { name: 'asktwin', version: VERSION },
    { instructions: `Questions about ${name} are answered from ${name}'s own files, with sources.` },
  );
  addAskTool(server, options);
  addSearchTool(server, options);
  addProfileResource(server, options);
  return server;
}

function addProfileResource(server: McpServer, { persona, listChunks, logger }: McpOptions): void {
  server.registerResource(
    'profile',
    PROFILE_URI,
    { title: `Profile of ${persona.name}`, description: 'Everything the twin knows.', mimeType: 'text/markdown' },
    async (_uri, { signal }) => {
      try {
        const text = toMarkdown(await listChunks(signal));
        return { contents: [{ uri: PROFILE_URI, mimeType: 'text/markdown', text }] };
      } catch (error) {
        // The client is shown the message of whatever is thrown.
        throw new Error(explain(error, { logger, signal }), { cause: error });
      }
    },
  );
}

function addAskTool(server: McpServer, { answers, persona, logger }: McpOptions): void {
  const conversation = toConversationKey(CLIENT, crypto.randomUUID());
  server.registerTool(
    'ask_twin',
    {
      title: `Ask the AI twin of ${persona.name}`,
      description: `Answers a question about ${persona.name} from their own files, with numbered sources, or says that the files do not tell.`,
      inputSchema: { question: z.string().max(MAX_QUESTION_CHARS).describe('The question, in any language') },
      annotations: { readOnlyHint: true },
    },
    async ({ question }, { signal }): Promise<CallToolResult> => {
      try {
        const answer = await answers.ask(
          { face: 'mcp', user: CLIENT, conversation, question, audience: 'owner' as const },
          { signal },
        );
        for await (const event of answer.events) if (event.type === 'done') return toAskResult(event);
        return toFailure('The answer ended early.');
      } catch (error) {
        return toFailure(explain(error, { logger, signal }));
      }
    },
  );
}

function addSearchTool(server: McpServer, { search, persona, logger }: McpOptions): void {
  server.registerTool(
    'search_profile',
    {
      title: 'Search the profile',
      description: `Finds passages in the files of ${persona.name}.`,
      inputSchema: {
        query: z.string().min(1).max(MAX_QUESTION_CHARS).describe('What to look for'),
        limit: z.number().int().min(1).max(MAX_SEARCH_RESULTS).default(5).describe('The most passages to return'),
        tags: z
          .array(z.string().trim().toLowerCase().min(1).max(MAX_TAG_CHARS))
          .max(MAX_TAGS)
          .optional()
          .describe('Only passages that the owner gave at least one of these tags; all when left out or empty'),
      },
      annotations: { readOnlyHint: true },
    },
    async ({ query, limit, tags = [] }, { signal }): Promise<CallToolResult> => {
      try {
        const passages = await search(query, { limit, tags: tags.length === 0 ? undefined : tags, signal });
        const text = passages.map(({ chunk }, at) => `[${at + 1}] ${chunk.title} (${chunk.source})\n${chunk.text}`);
        return toResult(text.join('\n\n') || 'Nothing in the files matches.');
      } catch (error) {
        return toFailure(explain(error, { logger, signal }));
      }
    },
  );
}

function toAskResult({ text, sources, outcome }: AnswerDone): CallToolResult {
  const listed = sources.map(({ number, title, link, file }) => `[${number}] ${title} (${link ?? file})`);
  const full = listed.length === 0 ? text : `${text}\n\nSources:\n${listed.join('\n')}`;
  return outcome === 'failed' ? toFailure(full) : toResult(full);
}

function toResult(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}

function toFailure(text: string): CallToolResult {
  return { ...toResult(text), isError: true };
}

/** The calm sentence for the client. The log has the rest; of a refusal or a call that was given up there is no more. */
function explain(error: unknown, { logger, signal }: Pick<McpOptions, 'logger'> & Cancellable): string {
  const isRefusal = [InputError, NotAllowedError, RateLimitedError].some((refusal) => error instanceof refusal);
  if (!isRefusal && !signal.aborted) logFailure(logger, { event: 'mcp.call_failed', err: error });
  return toUserMessage(error);
}

function toMarkdown(chunks: readonly Chunk[]): string {
  const sorted = chunks.toSorted((a, b) => a.key.localeCompare(b.key));
  return sorted.map(({ title, text, source }) => `## ${title}\n\n${text}\n\n_${source}_`).join('\n\n');
}
