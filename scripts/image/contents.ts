import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { findPlanted } from './context.ts';
import type { Engine } from './engine.ts';
import type { Report } from './report.ts';

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), integrity: z.string().optional(), dev: z.boolean().optional() }),
  ),
});
type Lock = z.infer<typeof Lock>;

const Probed = z.object({
  userId: z.number(),
  node: z.string(),
  lock: Lock,
  /** Folders that its user may write to. */
  writable: z.array(z.string()),
});

const Healthcheck = z.object({ Test: z.tuple([z.literal('CMD')], z.string()) });
const Inspected = z.tuple([
  z.object({
    Size: z.number(),
    Config: z.object({ User: z.string(), Healthcheck: Healthcheck.optional() }),
    /** Where Podman has it. */
    Healthcheck: Healthcheck.optional(),
  }),
]);

/** Where a user without rights may write in any image of Debian, and where this one is meant to. */
const MAY_WRITE = ['/home/node', '/run/lock', '/state', '/tmp', '/var/tmp'];

/** Runs in the image, as its user: what npm wrote of its packages, and where the user may write. */
const PROBE = `
const { accessSync, constants, readFileSync, readdirSync } = require('node:fs');
const writable = [];
const walk = (folder) => {
  try {
    accessSync(folder, constants.W_OK);
    return void writable.push(folder);
  } catch {}
  let entries = [];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {}
  for (const entry of entries) {
    if (entry.isDirectory()) walk((folder === '/' ? '' : folder) + '/' + entry.name);
  }
};
for (const { name } of readdirSync('/', { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  if (!['dev', 'proc', 'sys'].includes(name)) walk('/' + name);
}
const lock = JSON.parse(readFileSync('/app/node_modules/.package-lock.json', 'utf8'));
console.log(JSON.stringify({ userId: process.getuid(), node: process.version, lock, writable: writable.sort() }));
`;

/** Looks at what is in an image. @returns the command that says whether a container is well */
export async function checkContents(
  engine: Engine,
  report: Report,
  { image, root, marker }: { readonly image: string; readonly root: string; readonly marker: string },
): Promise<readonly string[]> {
  const [{ Size, Config: config, Healthcheck: health = config.Healthcheck }] = Inspected.parse(
    JSON.parse(await engine.need(['image', 'inspect', image])),
  );
  const probed = Probed.parse(
    JSON.parse(await engine.need(['run', '--rm', '--network=none', image, 'node', '-e', PROBE])),
  );
  const lock = Lock.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  report.tell(`${(Size / 1e6).toFixed(0)} MB, Node ${probed.node}`);
  report.check(config.User === 'node' && probed.userId > 0, 'runs as the user node', [config.User, probed.userId]);
  const planted = await findPlantedIn(engine, image, marker);
  report.check(planted.length === 0, 'holds no .env, no state and no .git that lay in the folder', planted);
  const others = notLocked(probed.lock, lock);
  const count = Object.keys(probed.lock.packages).length;
  report.check(
    count > 0 && others.length === 0,
    `holds ${count} packages, all as locked, none for development`,
    others,
  );
  const open = probed.writable.filter((folder) => !MAY_WRITE.includes(folder));
  report.check(open.length === 0, 'nothing of the program may be written to by its user', open);
  const [, ...healthCommand] = health?.Test ?? ['CMD'];
  report.check(healthCommand.length > 0, 'says how its health is checked');
  return healthCommand;
}

async function findPlantedIn(engine: Engine, image: string, marker: string): Promise<readonly string[]> {
  const container = (await engine.need(['create', image])).trim();
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-image-'));
  const archive = join(folder, 'image.tar');
  try {
    await engine.need(['export', '--output', archive, container]);
    return await findPlanted(createReadStream(archive), marker);
  } finally {
    await engine.run(['rm', '--volumes', container]);
    await rm(folder, { recursive: true });
  }
}

/** Packages of an image that are not those of the lock file, or that only development needs. */
export function notLocked(installed: Lock, locked: Lock): readonly string[] {
  return Object.entries(installed.packages).flatMap(([path, { version, integrity }]) => {
    const wanted = locked.packages[path];
    const isRight = wanted?.version === version && wanted?.integrity === integrity && wanted?.dev !== true;
    return isRight ? [] : [path];
  });
}
