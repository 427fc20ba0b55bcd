import { join, resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { runAsk } from './adapters/cli/ask-command.ts';
import { runDoctor } from './adapters/cli/doctor-command.ts';
import { runEval } from './adapters/cli/eval/eval-command.ts';
import { runIngest } from './adapters/cli/ingest-command.ts';
import { EXIT } from './adapters/cli/output.ts';
import type { ExitStatus, Output } from './adapters/cli/output.ts';
import { runSmoke } from './adapters/cli/smoke-command.ts';
import { createCheckups } from './checkups.ts';
import type { Composition } from './compose.ts';
import type { Config } from './config/config.ts';
import { describeParts } from './config/parts.ts';
import { loadGolden } from './core/golden/load-golden.ts';
import { toLive } from './core/ingest/plan-ingest.ts';
import type { Logger } from './core/ports.ts';
import type { Chunk } from './core/profile/chunk.ts';

/** Files that were named on the command line. */
export interface NamedFiles {
  readonly report: string | undefined;
  readonly json: string | undefined;
  readonly files: string | undefined;
}

/** What a command works with. */
export interface CommandContext {
  /** The arguments after the command's name. */
  readonly words: readonly string[];
  readonly isDryRun: boolean;
  readonly isRollback: boolean;
  readonly isForced: boolean;
  readonly named: NamedFiles;
  readonly config: Config;
  readonly composition: Composition;
  readonly output: Output;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** The commands by name; each gives the exit status. */
export const COMMANDS: ReadonlyMap<string, (context: CommandContext) => Promise<ExitStatus>> = new Map([
  ['ask', ask],
  ['ingest', ingest],
  ['doctor', doctor],
  ['smoke', smoke],
  ['eval', evaluate],
  ['mcp', mcp],
]);

async function ask({ words, composition, output, logger, signal }: CommandContext): Promise<ExitStatus> {
  const question = words.length > 0 ? words.join(' ') : await readStdin(signal);
  await composition.prepare(signal);
  const { core } = composition.twin;
  const { name: personaName } = await core.persona();
  return runAsk({ answers: core.answers, question, personaName, logger, signal, ...output });
}

async function ingest({ composition, output, ...context }: CommandContext): Promise<ExitStatus> {
  return runIngest({ ...context, ...output, ingest: composition.twin.ingest, isTerminal: process.stderr.isTTY });
}

async function doctor({ config, composition, output, signal }: CommandContext): Promise<ExitStatus> {
  return runDoctor({ checkups: createCheckups(config, composition, describeParts(config)), signal, ...output });
}

async function smoke({ composition, output, signal }: CommandContext): Promise<ExitStatus> {
  await composition.prepare(signal);
  const { core } = composition.twin;
  return runSmoke({ answers: core.answers, persona: () => core.persona(), signal, ...output });
}

async function evaluate({ named, config, composition, output, logger, signal }: CommandContext): Promise<ExitStatus> {
  const { dataDir, stateDir } = config;
  const golden = await loadGolden(named.files === undefined ? { dataDir } : { file: resolve(named.files) });
  const model = await composition.checkModel(signal);
  await composition.prepare(signal);
  const { core, examiner } = composition.twin;
  return runEval({
    ...output,
    examiner,
    golden,
    personaName: (await core.persona()).name,
    engines: `${composition.index.name} index, ${model ?? 'passages quoted without a model'}`,
    clock: core.clock,
    reportFile: named.report === undefined ? join(stateDir, 'eval.html') : resolve(named.report),
    jsonFile: named.json === undefined ? undefined : resolve(named.json),
    logger,
    signal,
  });
}

async function mcp({ composition, logger, signal }: CommandContext): Promise<ExitStatus> {
  const [{ createMcpServer }, { StdioServerTransport }] = await Promise.all([
    import('./adapters/mcp/mcp-server.ts'),
    import('@modelcontextprotocol/sdk/server/stdio.js'),
  ]);
  await composition.prepare(signal);
  const { core, retriever } = composition.twin;
  const server = createMcpServer({
    answers: core.answers,
    persona: await core.persona(),
    search: async (query, { limit, tags, signal: stop }) => {
      const filter = { audience: 'owner', tags } as const;
      return (await retriever.retrieve(query, { history: [], filter, signal: stop })).passages.slice(0, limit);
    },
    listChunks: (stop) => listLive(composition, stop),
    logger,
  });
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    process.stdin.once('end', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.connect(new StdioServerTransport());
  await closed;
  await server.close();
  return EXIT.ok;
}

/** What questions are answered from, and not what an ingest has written beside it or not yet deleted. */
async function listLive({ index, twin, state }: Composition, signal: AbortSignal): Promise<readonly Chunk[]> {
  for (;;) {
    const active = await twin.retriever.version();
    const stored = await index.list({ signal });
    // A switch in between may have deleted what this version knew: then the new one is listed.
    if ((await state.versions.activeNumber(index.name)) === (active?.number ?? 0)) return toLive({ active, stored });
  }
}

async function readStdin(signal: AbortSignal): Promise<string> {
  return process.stdin.isTTY ? '' : readText(addAbortSignal(signal, process.stdin));
}
