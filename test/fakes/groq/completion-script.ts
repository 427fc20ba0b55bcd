/** What goes wrong after a number of deltas. */
export type StreamFault =
  /** Nothing more comes, and the connection stays open. */
  | 'stall'
  /** The socket is destroyed. */
  | 'cut'
  /** The stream ends as if it were whole, without a finish_reason. */
  | 'end'
  /** An event that is not JSON. */
  | 'garbage'
  /** An event that is JSON, but of another shape. */
  | 'wrong-shape'
  /** An event that tells of an error. */
  | 'error-event';

/** How the fake answers one completion request. Everything is optional: the default is a short whole answer. */
export interface CompletionScript {
  /** Answers with this status instead of a stream. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as HTML, anything else as JSON. */
  readonly body?: unknown;
  /** Sends nothing at all, not even headers / destroys the socket at once. */
  readonly connection?: 'hang' | 'reset';
  /** Milliseconds before the headers. */
  readonly headersDelayMs?: number;
  /** Milliseconds between the headers and the first event. */
  readonly firstDelayMs?: number;
  /** Milliseconds between two events. */
  readonly delayMs?: number;
  /** Hidden reasoning that comes before the text. */
  readonly reasoning?: readonly string[];
  readonly deltas?: readonly string[];
  /** `null` leaves it out. */
  readonly finishReason?: string | null;
  /** `null` leaves it out. */
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
  /** What happens instead of the end, once the model has finished. */
  readonly afterFinish?: 'cut' | 'stall';
  readonly fault?: { readonly after: number; readonly kind: StreamFault };
  /** Sends no more after a number of deltas until this has resolved. */
  readonly hold?: { readonly after: number; readonly until: Promise<void> };
}

/** An answer with the text, a word at a time. */
export function answerOf(text: string, rest: CompletionScript = {}): CompletionScript {
  return { deltas: text.match(/\S+\s*/g) ?? [], ...rest };
}

/** An error answer as Groq words it. */
export function errorOf(
  status: number,
  {
    code = 'error',
    message = 'It failed.',
    headers = {},
  }: { code?: string; message?: string; headers?: Record<string, string> } = {},
): CompletionScript {
  return { status, headers, body: { error: { message, type: 'invalid_request_error', code } } };
}
