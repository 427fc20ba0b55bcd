import type { Forgotten, StateStore } from '../../core/state-store.ts';
import { createFallbackClaims } from './fallback/claims.ts';
import { thrown } from './fallback/context.ts';
import type { FallbackContext } from './fallback/context.ts';
import { createFallbackCounters } from './fallback/counters.ts';
import { createFallbackJournal } from './fallback/journal.ts';
import { createFallbackKnowledge, createFallbackVectors } from './fallback/knowledge.ts';
import { rememberVectors } from './vector-memory.ts';

/**
 * A store that several processes share, with one of this process to go on with while the other is away. People are answered
 * from the knowledge that was there last; nothing is ingested, and nobody is told that they are forgotten, as long as that
 * cannot be done for all.
 */
export function createStateWithFallback(context: FallbackContext): StateStore {
  const { shared, local, availability } = context;
  const claims = createFallbackClaims(context);
  const journal = createFallbackJournal(context, claims);
  const { locks, answers, conversations } = shared;
  // One that has lost everything hashes people as before.
  availability.onReturn(async () => void (await shared.salt()));

  return {
    name: shared.name,
    claims,
    journal,
    conversations: {
      read: (key, options) =>
        availability.attempt(
          () => conversations.read(key, options),
          () => local.conversations.read(key, options),
        ),
      append: (key, origin, turn, options) =>
        availability.attempt(
          () => conversations.append(key, origin, turn, options),
          () => local.conversations.append(key, origin, turn, options),
        ),
    },
    answers: {
      read: (key) =>
        availability.attempt(
          () => answers.read(key),
          () => undefined,
        ),
      write: (key, answer, options) =>
        availability.attempt(
          () => answers.write(key, answer, options),
          () => undefined,
        ),
      clear: () => availability.attempt(() => answers.clear(), thrown),
    },
    locks: {
      acquire: (name, options) => availability.attempt(() => locks.acquire(name, options), thrown),
      renew: (token, options) => availability.attempt(() => locks.renew(token, options), thrown),
      release: (token) => availability.attempt(() => locks.release(token), thrown),
    },
    ...createFallbackKnowledge(context),
    vectors: rememberVectors(createFallbackVectors(context)),
    counters: createFallbackCounters(context),
    async forget(whose) {
      journal.drop(whose);
      const here = await local.forget(whose);
      return add(here, await availability.attempt(() => shared.forget(whose), thrown));
    },
    salt: () => shared.salt(),
    ping: () => availability.attempt(() => shared.ping(), thrown),
    async [Symbol.asyncDispose]() {
      await availability[Symbol.asyncDispose]();
      await shared[Symbol.asyncDispose]();
      await local[Symbol.asyncDispose]();
    },
  };
}

function add(one: Forgotten, other: Forgotten): Forgotten {
  return {
    turns: one.turns + other.turns,
    answers: one.answers + other.answers,
    replies: one.replies + other.replies,
  };
}
