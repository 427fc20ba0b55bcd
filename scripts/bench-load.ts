import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openBareScene } from './load/bare-bot.ts';
import { askAtOnce } from './load/crowd.ts';
import { measure, warmUp } from './load/measure.ts';
import { openScene } from './load/scene.ts';
import type { SceneOptions } from './load/scene.ts';
import { MODEL } from './load/scripted-model.ts';
import { print, printFigures, printHead, printRow, toShares } from './load/table.ts';

const HELP = `Usage: npm run bench:load -- [--quick] [--profile DIR]

Starts the built program with Discord, Slack, Groq and Upstash on loopback and prints how long people wait and what it
costs: one process, then two that share a Redis (needs redis-server), the embedded index by words and by vectors, a bare
bot on the same SDKs, and a process whose model and index never answer. The people and the services are another process,
which needs a processor, too.

  all at once     so many people ask at the same moment, up to 10 of them on Slack
  steadily        so many questions are on their way all the time, one of them on Slack: each person asks again when the
                  answer is whole
  first sign      until the deferred reply or the status line is there
  first text      until the first word of the answer stands in the message, from the moment at which the person asked,
                  less what the model took over just this question: from its request to the first words that it sent,
                  ${MODEL.firstTokenMs} ms and what its timer was late. Then it writes ${1000 / MODEL.betweenTokensMs} tokens a second, ${MODEL.tokenCount} in all
  CPU, resident   as the system counts them, of all processes and of the largest, in the steady crowd
  other work      processors that were busy with anything else: with more than 0, the times say less than the CPU

  --quick         1 and 50 questions, one process and the bare bot
  --profile DIR   has the first process write a CPU profile into DIR
`;
const SIZES = {
  whole: { counts: [1, 10, 50, 200], steadyMs: 10_000, processCounts: [1, 2] },
  quick: { counts: [1, 50], steadyMs: 5000, processCounts: [1] },
} as const;
const MANY = 50;
const HUNG_FOR_MS = 2500;
const NO_SLACK = { atOnce: 0, steadily: 0 };
/** Without a service for the index the embedded one is used. */
const EMBEDDED = {
  UPSTASH_VECTOR_REST_URL: '',
  UPSTASH_VECTOR_REST_TOKEN: '',
  UPSTASH_VECTOR_REST_READONLY_TOKEN: '',
};

/** Prints the figures. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(HELP);
    return 0;
  }
  const { quick: isQuick, profile: profileDir } = values;
  const { counts, steadyMs, processCounts } = SIZES[isQuick ? 'quick' : 'whole'];
  const nodeOptions = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  print(`Node ${process.version}, load of the machine before: ${loadavg()[0]?.toFixed(1) ?? 'unknown'}\n\n`);
  printHead();
  for (const processCount of processCounts) {
    const who = processCount === 1 ? '1 process' : `${processCount} processes, Redis`;
    await benchScene({ processCount, nodeOptions: processCount === 1 ? nodeOptions : [] }, { who, counts, steadyMs });
  }
  if (!isQuick) {
    const many = { counts: [MANY], steadyMs };
    await benchScene({ env: { ...EMBEDDED, EMBEDDINGS: 'off' } }, { who: 'embedded, words', ...many });
    await benchScene({ env: { ...EMBEDDED, EMBEDDINGS: 'on' } }, { who: 'embedded, vectors', ...many });
  }
  await benchBare(steadyMs);
  await benchHung();
  return Number(process.exitCode ?? 0);
}

interface Bench {
  readonly who: string;
  readonly counts: readonly number[];
  readonly steadyMs: number;
}

async function benchScene(options: SceneOptions, { who, counts, steadyMs }: Bench): Promise<void> {
  const { services, programs, close } = await openScene(options);
  await warmUp(services);
  for (const people of counts) {
    printFigures(who, people, await measure({ services, processes: programs, people, steadyMs }));
  }
  await close();
}

/** What the SDKs alone take, for the same crowd. */
async function benchBare(steadyMs: number): Promise<void> {
  const { services, pid, close } = await openBareScene();
  await warmUp(services, NO_SLACK.steadily);
  const options = { services, processes: [{ pid }], people: MANY, steadyMs, onSlack: NO_SLACK };
  printFigures('a bare bot, Discord only', MANY, await measure(options));
  await close();
}

/** Whatever hangs behind it, people see at once that they were heard. */
async function benchHung(): Promise<void> {
  const { services, close } = await openScene();
  services.groq.always({ connection: 'hang' });
  services.upstash.failAll({ kind: 'hang' });
  const options = { count: MANY, round: 'hung', withinMs: HUNG_FOR_MS, maxOnSlack: 10 };
  const waited = await askAtOnce(services, options);
  print('\n');
  printRow('model and index hang', '');
  printRow('---', '---');
  printRow(`first sign for ${MANY} at once, p50 / p99`, toShares(waited, 'signMs', [0.5, 0.99]));
  await close('SIGKILL');
}
