import { setTimeout as sleep } from 'node:timers/promises';
import { UpstreamError } from '../../src/core/errors.ts';
import type { Generator, Prompt } from '../../src/core/ports.ts';

/** What the generator writes next, and how fast. */
export interface Script {
  /** Given out in this order. */
  readonly deltas: readonly string[];
  /** Milliseconds before each delta but the first. */
  readonly intervalMs?: number;
  /** Milliseconds before the first delta. */
  readonly firstMs?: number;
  /** Nothing is given out before this has resolved. */
  readonly until?: Promise<void>;
  /** Ends the stream in this way after the last delta. */
  readonly failWith?: UpstreamError;
}

/** A generator that writes what a test tells it to. */
export interface ScriptedGenerator extends Generator {
  /** What is written for every question from now on. */
  script: Script;
  /** What a follow-up is rewritten to from now on; nothing leaves it to the rule. */
  rewriting: Script;
  /** Every prompt for an answer that it was given. */
  readonly prompts: readonly Prompt[];
  /** Every prompt for a rewriting: those without passages. */
  readonly rewritePrompts: readonly Prompt[];
  /** How many deltas were taken from it. */
  readonly givenCount: number;
}

/** Makes a generator that answers `Scripted answer [1].` until it is told otherwise. */
export function createScriptedGenerator(): ScriptedGenerator {
  const prompts: Prompt[] = [];
  const rewritePrompts: Prompt[] = [];
  let givenCount = 0;
  const generator: ScriptedGenerator = {
    name: 'scripted',
    script: { deltas: ['Scripted', ' answer', ' [1].'] },
    rewriting: { deltas: [] },
    prompts,
    rewritePrompts,
    get givenCount() {
      return givenCount;
    },
    async *generate(prompt, { signal }) {
      const isRewriting = prompt.passages.length === 0;
      (isRewriting ? rewritePrompts : prompts).push(prompt);
      const {
        deltas,
        intervalMs = 0,
        firstMs = 0,
        until,
        failWith,
      } = isRewriting ? generator.rewriting : generator.script;
      await until;
      for (const [index, text] of deltas.entries()) {
        const waitMs = index === 0 ? firstMs : intervalMs;
        if (waitMs > 0) await sleep(waitMs, undefined, { signal });
        signal.throwIfAborted();
        givenCount += 1;
        yield { type: 'delta', text };
      }
      if (failWith !== undefined) throw failWith;
      const usage = { promptTokens: 100, completionTokens: deltas.length };
      yield { type: 'end', model: 'scripted-1', usage, retryCount: 0 };
    },
  };
  return generator;
}

/** Cuts a text into deltas of about four characters, as models do. */
export function toDeltas(text: string, chars = 4): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / chars) }, (_none, at) =>
    text.slice(at * chars, (at + 1) * chars),
  );
}

/** A model that is down. */
export function modelDown(): UpstreamError {
  return new UpstreamError({ service: 'groq', kind: 'unavailable', message: 'Groq is down. Try again later.' });
}
