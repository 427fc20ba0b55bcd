import { parseArgs } from 'node:util';
import { reportFailure } from './adapters/cli/failure.ts';
import { EXIT } from './adapters/cli/output.ts';
import type { ExitStatus, Output } from './adapters/cli/output.ts';
import { COMMANDS } from './cli-commands.ts';
import type { NamedFiles } from './cli-commands.ts';
import { compose } from './compose.ts';
import { readConfig } from './config/config.ts';
import { readEnv } from './config/env.ts';
import { createOwnLogger } from './report.ts';
import { systemClock } from './support/clock.ts';

const HELP = `Usage: npm run COMMAND -- [OPTIONS]

  ask "QUESTION"      Answers on stdout, streamed, with sources. Reads the question from stdin when it is left out.
  ingest [--dry-run]  Brings the index up to date with DATA_DIR and prints what was added, changed and removed.
         --rollback   Goes back to the version before; with --dry-run, only says what that would change.
         --force      Takes what the files say although a check finds the version before better.
  doctor              Looks at every part and says what works, what does not, and what would switch it on.
  smoke               Asks one question that the files answer and one that they do not.
  eval                Asks the golden questions of DATA_DIR, prints what came of it and writes a report for a browser.
         --report FILE   Where the report goes; .asktwin/eval.html when left out.
         --json FILE     Writes all of it as JSON, too.
         --files FILE    Asks the questions of another file.
  mcp                 Serves the Model Context Protocol on stdin and stdout (use npm run --silent mcp).

  --help              Shows this. The environment is described in .env.example.
`;

/** Commands log problems only; their results are on stdout. */
const LOG_LEVEL = 'warn';

/** Options that npm takes for its own when `--` is forgotten; then this program would do more than it was asked to. */
const SWALLOWED = ['dry-run', 'rollback'];

process.exitCode = await main();

async function main(): Promise<number> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  let cut: ExitStatus | undefined;
  process.stdout.on('error', (error) => {
    if (cut !== undefined) return;
    // Whoever read the answer has seen enough, as `head` has. Anything else, such as a full disk, loses it.
    cut = 'code' in error && error.code === 'EPIPE' ? EXIT.ok : EXIT.failed;
    if (cut === EXIT.failed) process.stderr.write('The output cannot be written: see that its disk has room.\n');
    end();
  });
  const status = await run(process.argv.slice(2), {
    output: {
      out: (text) => void process.stdout.write(text),
      err: (text) => void process.stderr.write(text),
    },
    signal: ending.signal,
  });
  return cut ?? status;
}

interface Surroundings {
  readonly output: Output;
  readonly signal: AbortSignal;
}

async function run(args: readonly string[], surroundings: Surroundings): Promise<ExitStatus> {
  const { output } = surroundings;
  const parsed = parse(args);
  if (typeof parsed === 'string') {
    output.err(`${parsed}\n\n${HELP}`);
    return EXIT.usage;
  }
  if (parsed.isHelp) {
    output.out(HELP);
    return EXIT.ok;
  }
  return runWithTwin(parsed, surroundings);
}

interface Parsed {
  readonly command: string;
  readonly words: readonly string[];
  readonly isDryRun: boolean;
  readonly isRollback: boolean;
  readonly isForced: boolean;
  readonly isHelp: boolean;
  readonly named: NamedFiles;
}

/** Gives what is wrong with the arguments when they cannot be read. */
function parse(args: readonly string[]): Parsed | string {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        rollback: { type: 'boolean', default: false },
        force: { type: 'boolean', default: false },
        report: { type: 'string' },
        json: { type: 'string' },
        files: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : 'The options cannot be read.';
  }
  const [command = '', ...words] = parsed.positionals;
  const {
    'dry-run': isDryRun,
    rollback: isRollback,
    force: isForced,
    help: isHelp,
    report,
    json,
    files,
  } = parsed.values;
  if (!isHelp && !COMMANDS.has(command))
    return command === '' ? 'Say what to do.' : `There is no command '${command}'.`;
  if (!isHelp && command !== 'ask' && words.length > 0) return `'${command}' takes no '${words.join(' ')}'.`;
  return { command, words, isDryRun, isRollback, isForced, isHelp, named: { report, json, files } };
}

async function runWithTwin({ command, ...given }: Parsed, { output, signal }: Surroundings): Promise<ExitStatus> {
  let logger = createOwnLogger({ level: LOG_LEVEL, secrets: [] });
  try {
    const env = readEnv();
    const lost = SWALLOWED.find((name) => env.get(`npm_config_${name.replace('-', '_')}`) === 'true');
    if (lost !== undefined && command === 'ingest') {
      output.err(`npm has kept --${lost} to itself. Put -- before it: npm run ingest -- --${lost}\n`);
      return EXIT.usage;
    }
    const config = readConfig(env);
    const level = config.logLevel === 'info' ? LOG_LEVEL : config.logLevel;
    logger = createOwnLogger({ level, secrets: config.secrets });
    await using composition = await compose({ config, clock: systemClock, logger });
    const context = { ...given, config, composition, output, logger, signal };
    return (await COMMANDS.get(command)?.(context)) ?? EXIT.usage;
  } catch (error) {
    return reportFailure(error, { ...output, logger, signal });
  }
}
