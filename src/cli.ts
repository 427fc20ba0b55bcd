import { parseArgs } from 'node:util';
import { EXIT } from './adapters/cli/output.ts';
import type { ExitStatus, Output } from './adapters/cli/output.ts';
import { COMMANDS } from './cli-commands.ts';
import { compose } from './compose.ts';
import { readConfig } from './config/config.ts';
import { readEnv } from './config/env.ts';
import { ConfigError } from './core/errors.ts';
import { createOwnLogger, reportFatal } from './report.ts';
import { systemClock } from './support/clock.ts';

const HELP = `Usage: npm run COMMAND -- [OPTIONS]

  ask "QUESTION"      Answers on stdout, streamed, with sources. Reads the question from stdin when it is left out.
  ingest [--dry-run]  Brings the index up to date with DATA_DIR and prints what was added, changed and removed.
  doctor              Looks at every part and says what works, what does not, and what would switch it on.
  smoke               Asks one question that the files answer and one that they do not.
  mcp                 Serves the Model Context Protocol on stdin and stdout (use npm run --silent mcp).

  --help              Shows this. The environment is described in .env.example.
`;

/** Commands log problems only; their results are on stdout. */
const LOG_LEVEL = 'warn';

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});

async function run(args: readonly string[], output: Output): Promise<ExitStatus> {
  const parsed = parse(args);
  if (typeof parsed === 'string') {
    output.err(`${parsed}\n\n${HELP}`);
    return EXIT.usage;
  }
  if (parsed.isHelp) {
    output.out(HELP);
    return EXIT.ok;
  }
  return runWithTwin(parsed, output);
}

interface Parsed {
  readonly command: string;
  readonly words: readonly string[];
  readonly isDryRun: boolean;
  readonly isHelp: boolean;
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
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : 'The options cannot be read.';
  }
  const [command = '', ...words] = parsed.positionals;
  const { 'dry-run': isDryRun, help: isHelp } = parsed.values;
  if (!isHelp && !COMMANDS.has(command))
    return command === '' ? 'Say what to do.' : `There is no command '${command}'.`;
  return { command, words, isDryRun, isHelp };
}

async function runWithTwin({ command, words, isDryRun }: Parsed, output: Output): Promise<ExitStatus> {
  let logger = createOwnLogger({ level: LOG_LEVEL, secrets: [] });
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  process.once('SIGTERM', () => ending.abort());
  try {
    const config = readConfig(readEnv());
    const level = config.logLevel === 'info' ? LOG_LEVEL : config.logLevel;
    logger = createOwnLogger({ level, secrets: config.secrets });
    await using composition = await compose({ config, clock: systemClock, logger });
    const { signal } = ending;
    return (await COMMANDS.get(command)?.({ words, isDryRun, config, composition, output, signal })) ?? EXIT.usage;
  } catch (error) {
    if (error instanceof ConfigError)
      for (const fault of error.faults) output.err(`${fault.where}: ${fault.problem}\n`);
    else reportFatal(logger, error);
    return EXIT.failed;
  }
}
