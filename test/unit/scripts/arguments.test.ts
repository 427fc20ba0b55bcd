import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { toCount } from '../../../scripts/arguments.ts';
import { main as bench } from '../../../scripts/bench.ts';
import { main as benchAttacks } from '../../../scripts/bench-attacks.ts';
import { main as benchDelivery } from '../../../scripts/bench-delivery.ts';
import { main as benchFollowUps } from '../../../scripts/bench-follow-ups.ts';
import { main as benchGrounding } from '../../../scripts/bench-grounding.ts';
import { main as benchIngest } from '../../../scripts/bench-ingest.ts';
import { main as benchLoad } from '../../../scripts/bench-load.ts';
import { main as benchRetrieval } from '../../../scripts/bench-retrieval.ts';
import { main as chaos } from '../../../scripts/chaos.ts';
import { main as checkImage } from '../../../scripts/check-image.ts';
import { main as soak } from '../../../scripts/soak.ts';
import { main as trialsKill } from '../../../scripts/trials-kill.ts';

type Main = (args: readonly string[]) => Promise<number>;
const USAGE = { name: 'UsageError' };

describe('a command that tries the product out', () => {
  test.each<[string, Main]>([
    ['bench', bench],
    ['bench:attacks', benchAttacks],
    ['bench:delivery', benchDelivery],
    ['bench:follow-ups', benchFollowUps],
    ['bench:grounding', benchGrounding],
    ['bench:ingest', benchIngest],
    ['bench:load', benchLoad],
    ['bench:retrieval', benchRetrieval],
    ['chaos', chaos],
    ['check:image', checkImage],
    ['soak', soak],
    ['trials:kill', trialsKill],
  ])('npm run %s takes no option that it does not know', async (_name, main) => {
    await expect(main(['--bogus'])).rejects.toMatchObject({ code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
  });

  test.each<[string, Main, readonly string[], object]>([
    ['bench', bench, ['now'], { code: 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL' }],
    ['bench:attacks', benchAttacks, [], USAGE],
    ['bench:attacks', benchAttacks, ['/nowhere/attacks.jsonl'], USAGE],
    ['bench:attacks', benchAttacks, [tmpdir()], USAGE],
    ['bench:attacks', benchAttacks, ['package.json'], USAGE],
    ['bench:delivery', benchDelivery, ['--seeds', 'x', '--simulation'], USAGE],
    ['bench:delivery', benchDelivery, ['--first-seed', '0', '--simulation'], USAGE],
    ['bench:follow-ups', benchFollowUps, [], USAGE],
    ['bench:follow-ups', benchFollowUps, ['/nowhere'], USAGE],
    ['bench:follow-ups', benchFollowUps, [tmpdir()], USAGE],
    ['bench:ingest', benchIngest, ['--size', 'x'], USAGE],
    ['bench:ingest', benchIngest, ['--size', ''], USAGE],
    ['bench:load', benchLoad, ['--profile'], { code: 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' }],
    ['bench:load', benchLoad, ['fast'], { code: 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL' }],
    ['bench:retrieval', benchRetrieval, [], USAGE],
    ['bench:retrieval', benchRetrieval, ['/nowhere'], USAGE],
    ['bench:retrieval', benchRetrieval, [tmpdir()], USAGE],
    ['bench:retrieval', benchRetrieval, [tmpdir(), '--sizes', 'x'], USAGE],
    ['check:image', checkImage, ['--engine', 'lxc'], USAGE],
    ['soak', soak, ['--conversations', 'x'], USAGE],
    ['soak', soak, ['--conversations', '0'], USAGE],
    ['trials:kill', trialsKill, ['--trials', 'x'], USAGE],
    ['trials:kill', trialsKill, ['--trials', '0'], USAGE],
    ['trials:kill', trialsKill, ['--seed', '1.5'], USAGE],
  ])('npm run %s begins nothing with arguments that mean nothing', async (_name, main, args, expected) => {
    await expect(main(args)).rejects.toMatchObject(expected);
  });
});

test.each(['', ' ', 'x', '1.5', '-1', '0', 'Infinity', '1e99'])('%j is no number of things', (text) => {
  expect(() => toCount('--size', text)).toThrow("--size takes a whole number from 1 on, not '");
});

test('a whole number is one', () => {
  expect([toCount('--size', '12'), toCount('--seed', '0', 0)]).toEqual([12, 0]);
});
