import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { askOverHttp } from '../../test/fakes/ask-over-http.ts';
import type { Ended, Engine } from './engine.ts';
import type { Report } from './report.ts';

/** The strictest way to run it that an operator may choose. */
export const STRICT = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--tmpfs=/tmp'] as const;

const QUESTION = 'Where do you work?';
/** The first start reads all files with the sentence encoder. */
const READY_WITHIN_MS = 180_000;
const POLL_MS = 100;
const TRIED_FOR_MS = 2000;
/** So much of what a container wrote is printed when something is wrong. */
const SHOWN_CHARS = 2000;
/** Longer than the 20 s that the program takes at most. */
const STOP_WITHIN_S = 25;

const State = z.tuple([z.object({ State: z.object({ ExitCode: z.number() }) })]);

interface Container extends AsyncDisposable {
  readonly url: string;
  /** Whether it has ended. */
  readonly isOver: boolean;
  /** All that it wrote. */
  log(): Promise<string>;
  exec(command: readonly string[]): Promise<Ended>;
  /** Ends it as an operator does; resolves with its exit status. */
  stop(): Promise<number>;
}

/** What to run. */
export interface ContainerOptions {
  readonly image: string;
  readonly volume: string;
  /** Says whether it is well. */
  readonly healthCommand: readonly string[];
}

/** Runs an image strictly, asks it, stops it and starts it again. */
export async function checkRunning(engine: Engine, report: Report, options: ContainerOptions): Promise<void> {
  const { image, volume, healthCommand } = options;
  const unwell = await engine.run(['run', '--rm', '--network=none', ...STRICT, image, ...healthCommand]);
  report.check(unwell.status === 1, 'the health check fails where nothing runs', unwell);
  {
    await using container = await startContainer(engine, [`--volume=${volume}:/state`, image]);
    await checkStart(report, container, 'ready to answer');
    await checkRights(report, container);
    const well = await container.exec(healthCommand);
    report.check(well.status === 0, 'the health check passes', well);
    await checkAnswer(report, container);
    await checkStop(report, container, 'ends with status 0 when it is stopped');
  }
  {
    await using container = await startContainer(engine, [`--volume=${volume}:/state`, image]);
    await checkStart(report, container, 'ready again with the state that it kept');
    await checkStop(report, container, 'and ends with status 0');
  }
  await using container = await startContainer(engine, [image]);
  await until(container, '/healthz');
  await checkStop(report, container, 'ends with status 0 in the middle of its first start');
}

async function startContainer(engine: Engine, args: readonly string[]): Promise<Container> {
  const id = (await engine.need(['run', '--detach', ...STRICT, '--publish=127.0.0.1::3000', ...args])).trim();
  const address = (await engine.need(['port', id, '3000/tcp'])).split('\n')[0] ?? '';
  let isOver = false;
  void engine.run(['wait', id]).then(() => (isOver = true));
  return {
    url: `http://${address}`,
    get isOver() {
      return isOver;
    },
    log: async () => (await engine.run(['logs', id])).said,
    exec: (command) => engine.run(['exec', id, ...command]),
    async stop() {
      await engine.need(['stop', '-t', String(STOP_WITHIN_S), id]);
      const [{ State: state }] = State.parse(JSON.parse(await engine.need(['container', 'inspect', id])));
      return state.ExitCode;
    },
    async [Symbol.asyncDispose]() {
      await engine.run(['rm', '--force', '--volumes', id]);
    },
  };
}

async function checkStart(report: Report, container: Container, line: string): Promise<void> {
  const startedAt = performance.now();
  await until(container, '/readyz');
  report.check(true, `${line} after ${toSeconds(startedAt)} s`);
}

async function checkRights(report: Report, container: Container): Promise<void> {
  const { stdout } = await container.exec(['cat', '/proc/1/status']);
  const valueOf = (name: string): string => new RegExp(`^${name}:\\s+(\\w+)`, 'm').exec(stdout)?.[1] ?? '';
  const names = ['Uid', 'CapEff', 'CapBnd', 'NoNewPrivs'];
  const seen = names.map((name) => Number(`0x${valueOf(name)}`));
  const [uid = 0, ...rest] = seen;
  report.check(uid > 0 && rest.join() === '0,0,1', 'has no rights and no way to any', names.map(valueOf));
  const written = await container.exec(['touch', '/app/written']);
  report.check(/read-only/i.test(written.said), 'its files are read-only', written);
}

async function checkAnswer(report: Report, { url }: Container): Promise<void> {
  const page = await fetch(url);
  report.check(page.ok && (await page.text()).includes('<html'), 'shows its page', page.status);
  const startedAt = performance.now();
  const { done } = await askOverHttp(url, QUESTION);
  const isAnswered = done.outcome === 'answered' && done.sources.length > 0;
  report.check(isAnswered, `answers with ${done.sources.length} sources in ${toSeconds(startedAt)} s`, done);
}

async function checkStop(report: Report, container: Container, line: string): Promise<void> {
  const startedAt = performance.now();
  const status = await container.stop();
  const log = await container.log();
  const isClean = status === 0 && log.includes('"process.stopped"');
  report.check(isClean, `${line} (${toSeconds(startedAt)} s)`, { status, log: log.slice(-SHOWN_CHARS) });
}

/** @throws {Error} what is asked for is not there in time, or ever; with the end of what the container wrote */
async function until(container: Container, path: string): Promise<void> {
  const isThere = async (): Promise<boolean> => (await fetch(container.url + path)).ok;
  const endAt = performance.now() + READY_WITHIN_MS;
  while (!container.isOver && performance.now() < endAt) {
    // A request whose connection is reset at once may never settle, nor hold the process.
    if (await Promise.race([isThere().catch(() => false), sleep(TRIED_FOR_MS, false)])) return;
    await sleep(POLL_MS);
  }
  throw new Error(`${path} is not there. The container wrote:\n${(await container.log()).slice(-SHOWN_CHARS)}`);
}

function toSeconds(startedAt: number): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}
