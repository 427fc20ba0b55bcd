import type { AnswerService } from '../../core/answer/answer-service.ts';
import type { AnswerDone } from '../../core/answer/answer-event.ts';
import { toConversationKey, toUserKey } from '../../core/turn.ts';
import { reportFailure } from './failure.ts';
import type { FailureOptions } from './failure.ts';
import { EXIT } from './output.ts';
import type { ExitStatus, Output } from './output.ts';

/** What `ask` works with. */
export interface AskOptions extends Output, FailureOptions {
  readonly answers: AnswerService;
  readonly question: string;
  /** Whom the twin speaks for. */
  readonly personaName: string;
}

const OWNER = toUserKey('cli', 'owner');

/** Streams the answer to stdout, its sources and what speaks below; a refusal or failure goes to stderr with a failing status. */
export async function runAsk(options: AskOptions): Promise<ExitStatus> {
  const { answers, question, personaName, signal, out } = options;
  const turn = {
    face: 'cli',
    user: OWNER,
    conversation: toConversationKey(OWNER, crypto.randomUUID()),
    question,
    audience: 'owner',
  } as const;
  try {
    const answer = await answers.ask(turn, { signal });
    for await (const event of answer.events) {
      if (event.type === 'delta') out(event.text);
      if (event.type === 'done') {
        out(`${toSourceList(event)}\nAI twin of ${personaName}\n`);
        return event.outcome === 'failed' ? EXIT.failed : EXIT.ok;
      }
    }
  } catch (error) {
    return reportFailure(error, options);
  }
  return EXIT.failed;
}

function toSourceList({ sources }: AnswerDone): string {
  if (sources.length === 0) return '\n';
  const lines = sources.map(({ number, title, file, link }) => `[${number}] ${title} (${link ?? file})`);
  return `\n\nSources:\n${lines.join('\n')}\n`;
}
