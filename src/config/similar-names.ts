import { editDistance } from '../support/edit-distance.ts';
import type { Env } from './env.ts';
import { VARIABLES } from './variables.ts';

/** What other bots call the same thing. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  DISCORD_BOT_TOKEN: 'DISCORD_TOKEN',
  DISCORD_SERVER_ID: 'DISCORD_GUILD_ID',
  SLACK_TOKEN: 'SLACK_BOT_TOKEN',
  SLACK_SECRET: 'SLACK_SIGNING_SECRET',
  GROQ_MODEL: 'GROQ_MODELS',
  GROQ_KEY: 'GROQ_API_KEY',
};
const MAX_DISTANCE = 2;
/** Names shorter than this, such as `PORT`, are near to too many that have nothing to do with them. */
const MIN_CHARS = 8;

/** One warning for each variable that is not known, but looks like a known one that is not set. */
export function findSimilarNames(env: Env): readonly string[] {
  const candidates = Object.keys(VARIABLES).filter((name) => !env.has(name));
  return [...env.keys()]
    .filter((name) => !Object.hasOwn(VARIABLES, name))
    .flatMap((name) => {
      const meant = candidates.find((candidate) => OTHER_NAMES[name] === candidate || isNear(name, candidate));
      return meant === undefined ? [] : [`${name} is not known and does nothing: did you mean ${meant}?`];
    });
}

function isNear(name: string, known: string): boolean {
  const [a, b] = [name, known].map((text) => text.toUpperCase().replaceAll(/[^A-Z]/g, ''));
  if (a === undefined || b === undefined || b.length < MIN_CHARS) return false;
  return Math.abs(a.length - b.length) <= MAX_DISTANCE && editDistance(a, b) <= MAX_DISTANCE;
}
