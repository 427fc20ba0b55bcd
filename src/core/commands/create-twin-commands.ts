import type { Admission } from '../limits/admission.ts';
import type { TokenBudget, TokenBudgetState } from '../limits/token-budget.ts';
import { InputError, NotAllowedError } from '../errors.ts';
import type { IngestReport, IngestService } from '../ingest/ingest-service.ts';
import { logFailure } from '../log-failure.ts';
import type { Logger } from '../ports.ts';
import type { Forgotten, StateStore } from '../state-store.ts';
import type { Persona } from '../profile/chunk.ts';
import { toWaitingTime } from '../answer/user-messages.ts';
import { toAboutText } from './about-text.ts';
import type { Actor, ReingestOptions, TwinCommands } from './twin-commands.ts';

/** What the commands work with. */
export interface TwinCommandParts {
  /** As in `TWIN_ADMINS`: `discord:123`, `slack:U1`. */
  readonly admins: ReadonlySet<string>;
  readonly ingest: IngestService;
  readonly admission: Admission;
  readonly budget: Pick<TokenBudget, 'state'>;
  readonly forget: StateStore['forget'];
  readonly persona: () => Promise<Persona>;
  /** Where the owner says what is kept of people. */
  readonly privacyUrl?: string | undefined;
  readonly logger: Logger;
  readonly hashUser: (user: string) => string;
}

/** Builds the commands that Discord and Slack share. */
export function createTwinCommands(parts: TwinCommandParts): TwinCommands {
  return {
    about: async () => toAboutText(await parts.persona(), parts.privacyUrl),
    async quota({ user }) {
      const { remaining, maxCount, windowMs, resetAfterMs } = await parts.admission.quota(user);
      const anew = resetAfterMs > 0 && remaining < maxCount ? ` It starts anew in ${toWaitingTime(resetAfterMs)}.` : '';
      const own = `You have ${remaining} of ${maxCount} questions left per ${toWaitingTime(windowMs)}.${anew}`;
      return [own, toBudgetText(await parts.budget.state())].filter((part) => part !== '').join(' ');
    },
    async forget({ user }) {
      return toForgottenText(await parts.forget({ user }));
    },
    async leave(tenant) {
      try {
        parts.logger.info({
          event: 'tenant.forgotten',
          tenant: parts.hashUser(tenant),
          ...(await parts.forget({ tenant })),
        });
      } catch (error) {
        logFailure(parts.logger, { event: 'tenant.unforgotten', tenant: parts.hashUser(tenant), err: error });
      }
    },
    reingest: (actor, options) => reingest(parts, actor, options),
  };
}

async function reingest(
  { admins, ingest, logger, hashUser }: TwinCommandParts,
  { face, user, userId }: Actor,
  { isRollback, ...options }: ReingestOptions,
): Promise<IngestReport> {
  const audit = { face, user: hashUser(user), isDryRun: options.isDryRun, isRollback };
  if (!admins.has(`${face}:${userId}`)) {
    logger.warn({ event: 'reingest.refused', ...audit });
    throw new NotAllowedError(
      'Only the twin’s owner can re-ingest. If that is you, add your id to TWIN_ADMINS and restart.',
    );
  }
  logger.info({ event: 'reingest.requested', ...audit });
  try {
    const report = await (isRollback ? ingest.rollback(options) : ingest.ingest(options));
    logger.info({
      event: 'reingest.completed',
      ...audit,
      version: report.version,
      added: report.added.length,
      changed: report.changed.length,
      removed: report.removed.length,
      unchanged: report.unchangedCount,
      refusedFiles: report.faults.length,
      warnings: report.warnings.length,
      durationMs: report.durationMs,
    });
    return report;
  } catch (error) {
    const fields = { event: 'reingest.failed', ...audit, err: error };
    if (error instanceof InputError) logger.warn(fields);
    else logger.error(fields);
    throw error;
  }
}

function toBudgetText({ dailyTokens, spentTokens, resetAfterMs }: TokenBudgetState): string {
  if (dailyTokens === 0) return '';
  const left = Math.max(0, Math.floor(100 * (1 - spentTokens / dailyTokens)));
  const anew = `it starts anew at midnight UTC, in ${toWaitingTime(resetAfterMs)}`;
  return left === 0
    ? `Today’s budget for the language model is used up, so I quote my files; ${anew}.`
    : `Of today’s budget for the language model, which everybody shares, ${left} % is left; ${anew}.`;
}

function toForgottenText({ turns, answers, replies }: Forgotten): string {
  const deleted = [
    ...(turns > 0 ? [`${toCount(turns, 'question')} with my ${turns === 1 ? 'answer' : 'answers'}`] : []),
    ...(answers > 0 ? [`${toCount(answers, 'answer')} kept to be given again`] : []),
    ...(replies > 0 ? [`${toCount(replies, 'note')} on answers under way`] : []),
  ];
  return deleted.length === 0
    ? 'I keep nothing about you.'
    : `Done: I deleted everything that I kept about you: ${deleted.join(', ')}. What stands in the channels stays there until you delete it.`;
}

function toCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
