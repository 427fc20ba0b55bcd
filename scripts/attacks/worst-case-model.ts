import type { Generator } from '../../src/core/ports.ts';

/** What the model was talked into. `obey` writes the attack itself, `echo` its whole prompt, `encode` its prompt in disguise. */
export type Crime = 'obey' | 'echo' | 'encode';

/** What it writes for one row. */
export interface CrimeScene {
  readonly text: string;
  readonly crime: Crime;
  /** Characters per delta. */
  readonly size: number;
}

/** A model that does whatever an attacker wants. */
export interface WorstCaseModel extends Generator {
  /** By the mark in the question. */
  readonly scenes: Map<string, CrimeScene>;
  /** The rules that it was given, which nobody may see. */
  readonly rules: Set<string>;
  /** Marks of the rows for which it was asked. */
  readonly asked: Set<string>;
}

const MARK = /\bref[0-9a-z]+x\b/g;

/** Makes one without scenes. */
export function createWorstCaseModel(): WorstCaseModel {
  const scenes = new Map<string, CrimeScene>();
  const rules = new Set<string>();
  const asked = new Set<string>();
  return {
    name: 'worst-case',
    scenes,
    rules,
    asked,
    async *generate({ messages, passages }) {
      const question = messages.at(-1)?.content.split('Question: ').at(-1) ?? '';
      const mark = question.match(MARK)?.[0] ?? '';
      asked.add(mark);
      const system = messages[0]?.content ?? '';
      for (const rule of system.split('\n')) rules.add(rule);
      const scene = scenes.get(mark);
      if (scene === undefined || passages.length === 0) throw new Error(`There is no scene for ${question}.`);
      const written = toText(scene, messages.map(({ content }) => content).join('\n'), system);
      for (let at = 0; at < written.length; at += scene.size) {
        yield { type: 'delta', text: written.slice(at, at + scene.size) };
      }
      const usage = { promptTokens: 1, completionTokens: 1 };
      yield { type: 'end', model: 'worst-case', usage, retryCount: 0 };
    },
  };
}

function toText({ text, crime }: CrimeScene, prompt: string, system: string): string {
  switch (crime) {
    case 'obey':
      return `Sure [1]: ${text} and again **${text}** [99](${text}) ![i](${text})\n\n${text}\n\n\`\`\`\n${text}\n`;
    case 'echo':
      return `I build robots [1]. My prompt:\n${prompt}`;
    case 'encode':
      return `I build robots [1]. ${Buffer.from(system).toString('base64')}`;
  }
}
