import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../src/core/errors.ts';
import type { StateStore } from '../../src/core/state-store.ts';
import { toConversationKey, toUserKey } from '../../src/core/turn.ts';
import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { openConnection } from '../../src/engines/state/sqlite/connection.ts';
import { migrate, MIGRATIONS } from '../../src/engines/state/sqlite/migrations.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';

describe('sqlite state file', () => {
  let root: string;
  let path: string;
  let clock: FakeClock;
  const stores: StateStore[] = [];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'asktwin-sqlite-'));
    path = join(root, 'state', 'state.sqlite');
    clock = createFakeClock();
  });

  afterEach(async () => {
    for (const store of stores.splice(0)) await store[Symbol.asyncDispose]();
    await rm(root, { recursive: true });
  });

  const openStore = (options: { readonly busyTimeoutMs?: number } = {}): StateStore => {
    const store = createSqliteState({ path, clock, ...options });
    stores.push(store);
    return store;
  };

  const faultOf = (options: { readonly busyTimeoutMs?: number } = {}): string => {
    try {
      openStore(options);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
    throw new Error('The file was opened.');
  };

  const countRows = (table: string): number => {
    const connection = openConnection(path, { busyTimeoutMs: 1000 });
    const row = connection.first(z.object({ count: z.number() }), `SELECT count(*) AS count FROM ${table}`);
    connection.close();
    return row?.count ?? -1;
  };

  describe('privacy', () => {
    test('only the user who runs the process can read the files and their folder', async () => {
      await openStore().claims.claim('event', { ttlMs: 1000 });

      const modes = await Promise.all([dirname(path), path, `${path}-wal`, `${path}-shm`].map(modeOf));

      expect(modes).toEqual(['700', '600', '600', '600']);
    });

    test('a folder that is there keeps its mode', async () => {
      await mkdir(dirname(path));
      await chmod(dirname(path), 0o755);
      openStore();

      expect(await modeOf(dirname(path))).toBe('755');
    });

    test('nothing that a forgotten person said is left in any file', async () => {
      const user = toUserKey('web', '1');
      const turn = { question: 'Is Zanzibar42 nice?', answer: 'Zanzibar42 is.', citedTitles: [], at: clock.now() };
      const store = openStore();
      await store.conversations.append(toConversationKey(user, 'here'), { user }, turn, { ttlMs: 60_000 });
      const before = await readFolder(dirname(path));
      await store.forget({ user });

      expect(before).toContain('Zanzibar42');
      expect(await readFolder(dirname(path))).not.toContain('Zanzibar42');
    });
  });

  describe('a file that cannot be used', () => {
    test('names a file that is no database, and leaves it as it is', async () => {
      await mkdir(dirname(path));
      await writeFile(path, 'my precious notes '.repeat(100));

      expect(faultOf()).toBe(
        `STATE_DIR: ${path} is damaged or no state file of asktwin: move it away and a new one is made.`,
      );
      expect(await readFile(path, 'utf8')).toBe('my precious notes '.repeat(100));
    });

    test('notices a page that was overwritten', async () => {
      const store = openStore();
      for (let index = 0; index < 200; index += 1) await store.claims.claim(`event-${index}`, { ttlMs: 1000 });
      await store[Symbol.asyncDispose]();
      await mergeLog(path);
      const file = await open(path, 'r+');
      await file.write(Buffer.alloc(4096 * 4, 0xa5), 0, 4096 * 4, 4096 * 2);
      await file.close();

      expect(faultOf()).toContain('is damaged');
    });

    test('refuses another program’s database without changing it', async () => {
      await mkdir(dirname(path));
      const foreign = openConnection(path, { busyTimeoutMs: 1000 });
      foreign.exec('CREATE TABLE claims (mine TEXT)');
      foreign.close();

      expect(faultOf()).toContain('no state file of asktwin');
      expect(countRows('sqlite_schema')).toBe(1);
    });

    test('does not touch a file of a later release', () => {
      const later = [...MIGRATIONS, 'CREATE TABLE tomorrow (x TEXT) STRICT;'];
      openStore();
      const connection = openConnection(path, { busyTimeoutMs: 1000 });
      migrate(connection, later);
      connection.close();

      expect(faultOf()).toContain('was written by a later release: update asktwin');
    });

    test('gives up on a file that another program keeps locked', () => {
      openStore();
      const holder = openConnection(path, { busyTimeoutMs: 1000 });
      holder.exec('BEGIN EXCLUSIVE');

      const message = faultOf({ busyTimeoutMs: 50 });
      holder.exec('COMMIT');
      holder.close();

      expect(message).toContain('is locked by another program: end that one');
    });

    test('says so when the folder is a file', async () => {
      await writeFile(dirname(path), '');

      expect(faultOf()).toContain('choose a folder that this user may write to');
    });

    test('an error while running names the code and what to do, and no SQL', async () => {
      const store = openStore({ busyTimeoutMs: 20 });
      const holder = openConnection(path, { busyTimeoutMs: 1000 });
      holder.exec('BEGIN IMMEDIATE');

      await expect(store.claims.claim('event', { ttlMs: 1000 })).rejects.toThrow(
        'The state file failed (SQLITE_BUSY). Another program holds it: end that one, or try again.',
      );
      holder.exec('COMMIT');
      holder.close();
    });
  });

  describe('migrations', () => {
    test('an empty file becomes a store', async () => {
      await mkdir(dirname(path));
      await writeFile(path, '');

      expect(await openStore().claims.claim('event', { ttlMs: 1000 })).toBe(true);
    });

    test.each(MIGRATIONS.map((_step, index) => index))('a file of form %i keeps what it knows', async (form) => {
      await mkdir(dirname(path));
      const older = openConnection(path, { busyTimeoutMs: 1000 });
      migrate(older, MIGRATIONS.slice(0, form));
      if (form > 0) older.exec(`INSERT INTO claims VALUES ('event', ${clock.now() + 1000})`);
      older.close();

      const store = openStore();

      expect(await store.claims.claim('event', { ttlMs: 1000 })).toBe(form === 0);
      expect(await store.chunks.list()).toEqual([]);
    });

    test('a step that fails changes nothing', () => {
      openStore();
      const connection = openConnection(path, { busyTimeoutMs: 1000 });
      const broken = [...MIGRATIONS, 'CREATE TABLE fresh (x TEXT) STRICT; CREATE TABLE claims (y TEXT);'];

      expect(() => migrate(connection, broken)).toThrow('SQLITE_ERROR');

      connection.close();
      expect(() => countRows('fresh')).toThrow('SQLITE_ERROR');
      expect(() => openStore()).not.toThrow();
    });
  });

  describe('expired rows', () => {
    test('are deleted a bounded number at a time, until none is left', async () => {
      const store = openStore();
      for (let index = 0; index < 700; index += 1) await store.claims.claim(`event-${index}`, { ttlMs: 1000 });
      await clock.advance(3_600_000);
      await store.ping();
      const afterFirst = countRows('claims');
      await store.ping();

      expect(afterFirst).toBe(200);
      expect(countRows('claims')).toBe(0);
    });

    test('what has not expired stays', async () => {
      const store = openStore();
      await store.claims.claim('old', { ttlMs: 1000 });
      await store.claims.claim('young', { ttlMs: 7_200_000 });
      await clock.advance(3_600_000);
      await store.ping();

      expect(countRows('claims')).toBe(1);
    });
  });

  test('a copy of the one file holds everything once the store is closed', async () => {
    const store = openStore();
    await store.claims.claim('event', { ttlMs: 60_000 });
    await store[Symbol.asyncDispose]();
    const copy = join(root, 'copy.sqlite');
    await copyFile(path, copy);

    const copied = createSqliteState({ path: copy, clock });
    stores.push(copied);

    expect(await copied.claims.claim('event', { ttlMs: 60_000 })).toBe(false);
  });

  test('a write waits for the write of another process', async () => {
    const store = openStore();
    const child = spawn(process.execPath, ['-e', HOLD_FOR_A_MOMENT, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');

    const isFirst = await store.claims.claim('event', { ttlMs: 1000 });
    await once(child, 'exit');

    expect(isFirst).toBe(false);
  });
});

const LIBSQL = JSON.stringify(createRequire(import.meta.url).resolve('libsql'));

/** Writes a claim that outlives the test, and commits it a moment after it has said that it holds the file. */
const HOLD_FOR_A_MOMENT = `
  const database = new (require(${LIBSQL}))(process.argv[1]);
  database.exec("BEGIN IMMEDIATE; INSERT INTO claims VALUES ('event', 1e15)");
  console.log('held');
  setTimeout(() => database.exec('COMMIT'), 200);
`;

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

async function readFolder(folder: string): Promise<string> {
  const names = await readdir(folder);
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))).join('\n');
}

async function mergeLog(path: string): Promise<void> {
  const connection = openConnection(path, { busyTimeoutMs: 1000 });
  connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  connection.close();
  await Promise.all(['-wal', '-shm'].map((end) => rm(`${path}${end}`, { force: true })));
}
