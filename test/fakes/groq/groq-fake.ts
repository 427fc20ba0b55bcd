import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { z } from 'zod';

import { readText, startLoopbackServer } from '../loopback-server.ts';
import { errorOf } from './completion-script.ts';
import type { CompletionScript } from './completion-script.ts';
import { streamScript } from './event-stream.ts';
import { completionRequest, findRequestFault } from './request-rules.ts';
import type { CompletionRequest } from './request-rules.ts';

/** One request that the fake saw. */
export interface GroqCall {
  readonly path: string;
  readonly authorization: string | undefined;
  /** Absent for the list of models. */
  readonly body: CompletionRequest | undefined;
  /** Epoch ms. */
  readonly at: number;
  /** Epoch ms of the first words that were sent. */
  firstTextAt: number | undefined;
  /** Whether the client went before the answer was whole. */
  isClosedEarly: boolean;
}

/** Groq, and any server compatible with OpenAI, on loopback. */
export interface GroqFake {
  /** For `GROQ_BASE_URL`. */
  readonly url: string;
  /** For `LLM_BASE_URL`. */
  readonly openAiUrl: string;
  readonly calls: readonly GroqCall[];
  /** Requests for completions only. */
  readonly completions: readonly (GroqCall & { readonly body: CompletionRequest })[];
  /** Requests that the real server would refuse or does not have; a test that ends well has none. */
  readonly problems: readonly string[];
  /** The next requests are answered so, in order; then everything is as `always` says. */
  script(...scripts: readonly CompletionScript[]): void;
  /** Any request without a script of its own is answered so, whatever it says or by what it says. */
  always(script: CompletionScript | ((request: CompletionRequest) => CompletionScript)): void;
  /** How the list of models is answered, if not with the models. */
  scriptModels(script: CompletionScript | undefined): void;
  close(): Promise<void>;
}

/** What the fake accepts. */
export interface GroqFakeOptions {
  /** Any other key is answered 401; `''` accepts every request. */
  readonly apiKey?: string;
  readonly models?: readonly string[];
  /** Answered 400 `model_decommissioned`. */
  readonly decommissioned?: readonly string[];
}

const MODELS = ['openai/gpt-oss-20b', 'openai/gpt-oss-120b', 'test-model'];
const ROUTES: ReadonlyMap<string, { readonly dialect: 'groq' | 'openai'; readonly kind: 'completion' | 'models' }> =
  new Map([
    ['POST /openai/v1/chat/completions', { dialect: 'groq', kind: 'completion' }],
    ['GET /openai/v1/models', { dialect: 'groq', kind: 'models' }],
    ['POST /v1/chat/completions', { dialect: 'openai', kind: 'completion' }],
    ['GET /v1/models', { dialect: 'openai', kind: 'models' }],
  ]);

/** Starts the fake on a free port. */
export async function startGroqFake(options: GroqFakeOptions = {}): Promise<GroqFake> {
  const { apiKey = 'test-groq-key', models = MODELS, decommissioned = [] } = options;
  const calls: GroqCall[] = [];
  const problems: string[] = [];
  const queue: CompletionScript[] = [];
  let standing: CompletionScript | ((request: CompletionRequest) => CompletionScript) = {};
  let modelsScript: CompletionScript | undefined;

  const check = (body: CompletionRequest, dialect: 'groq' | 'openai'): CompletionScript | undefined => {
    const fault = findRequestFault(body, dialect);
    if (fault !== undefined) {
      problems.push(fault);
      return errorOf(400, { code: 'invalid_request', message: fault });
    }
    if (decommissioned.includes(body.model)) return errorOf(400, { code: 'model_decommissioned' });
    if (models.includes(body.model)) return undefined;
    const message = `The model \`${body.model}\` does not exist or you do not have access to it.`;
    return errorOf(404, { code: 'model_not_found', message });
  };

  const toStanding = (body: CompletionRequest): CompletionScript =>
    typeof standing === 'function' ? standing(body) : standing;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const route = ROUTES.get(`${request.method ?? ''} ${request.url ?? ''}`);
    const call: GroqCall = {
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: route?.kind === 'completion' ? parseBody(await readText(request), problems) : undefined,
      at: Date.now(),
      firstTextAt: undefined,
      isClosedEarly: false,
    };
    calls.push(call);
    response.on('close', () => (call.isClosedEarly = !response.writableFinished));
    if (route === undefined) {
      problems.push(`unknown route ${request.method ?? ''} ${call.path}`);
      return sendStatus(response, errorOf(404, { code: 'unknown_url' }));
    }
    if (apiKey !== '' && call.authorization !== `Bearer ${apiKey}`) {
      return sendStatus(response, errorOf(401, { code: 'invalid_api_key', message: 'Invalid API Key' }));
    }
    if (route.kind === 'models') {
      const list = { object: 'list', data: models.map((id) => ({ id, object: 'model' })) };
      return await perform(response, modelsScript ?? { status: 200, body: list });
    }
    if (call.body === undefined) return sendStatus(response, errorOf(400, { code: 'invalid_request' }));
    const script = check(call.body, route.dialect) ?? queue.shift() ?? toStanding(call.body);
    await perform(response, script, {
      body: call.body,
      dialect: route.dialect,
      onFirstText: () => (call.firstTextAt = Date.now()),
    });
  };

  const server = await startLoopbackServer(answer, (error) => problems.push(String(error)));
  return {
    ...server,
    openAiUrl: `${server.url}/v1`,
    calls,
    get completions() {
      return calls.flatMap((call) => (call.body === undefined ? [] : [{ ...call, body: call.body }]));
    },
    problems,
    script: (...scripts) => void queue.push(...scripts),
    always: (script) => void (standing = script),
    scriptModels: (script) => void (modelsScript = script),
  };
}

async function perform(
  response: ServerResponse,
  script: CompletionScript,
  asked?: {
    readonly body: CompletionRequest;
    readonly dialect: 'groq' | 'openai';
    readonly onFirstText: () => void;
  },
): Promise<void> {
  if (script.connection === 'hang') return;
  if (script.connection === 'reset') {
    response.destroy();
    return;
  }
  if (script.headersDelayMs !== undefined) await sleep(script.headersDelayMs);
  if (script.status !== undefined || asked === undefined) return sendStatus(response, script);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...script.headers });
  response.flushHeaders();
  const { body, dialect, onFirstText } = asked;
  const wantsUsage = z.object({ stream_options: z.object({ include_usage: z.literal(true) }) }).safeParse(body).success;
  const usageStyle = dialect === 'groq' ? 'groq' : wantsUsage ? 'openai' : 'none';
  await streamScript(response, script, { model: body.model, usageStyle, onFirstText });
}

function sendStatus(response: ServerResponse, { status = 200, headers = {}, body = '' }: CompletionScript): void {
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function parseBody(text: string, problems: string[]): CompletionRequest | undefined {
  const parsed = completionRequest.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  problems.push(`a request that is not valid: ${parsed.error.message}`);
  return undefined;
}
