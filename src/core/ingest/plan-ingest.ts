import { isDeepStrictEqual } from 'node:util';
import type { IndexVersion } from '../state-store.ts';
import type { Chunk, Persona } from '../profile/chunk.ts';
import { toPublicHosts } from '../profile/hosts.ts';
import type { Profile } from '../profile/load-profile.ts';
import type { SourceFault } from './ingest-service.ts';

/** What there is before an ingest. */
export interface KnownIndex {
  /** The version that readers see, if one is recorded. */
  readonly active: IndexVersion | undefined;
  /** Everything in the index: live chunks, those of versions to go back to, and what a broken ingest left behind. */
  readonly stored: readonly Chunk[];
}

/** How one set of chunks differs from another. */
export interface Difference {
  /** Titles. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchangedCount: number;
}

/** What an ingest has to do. */
export interface IngestPlan extends Difference {
  readonly persona: Persona;
  readonly hosts: readonly string[];
  /** All chunks of the version to come. */
  readonly next: readonly Chunk[];
  readonly toWrite: readonly Chunk[];
  /** Whether readers would find other chunks than now. */
  readonly areChunksNew: boolean;
  /** Whether readers would see anything else than now. */
  readonly isSwitchNeeded: boolean;
}

/** Compares what the files say with what is known. What a refused file said before stays. */
export function planIngest(profile: Profile, { active, stored }: KnownIndex): IngestPlan {
  const live = toLive({ active, stored });
  const isRefused = createRefusal(profile.faults.filter(({ isWithdrawn }) => isWithdrawn !== true));
  const kept = live.filter(({ source }) => isRefused(source));
  const next = [...profile.chunks, ...withoutKeysOf(kept, profile.chunks)];
  const hosts = kept.length === 0 ? profile.hosts : toPublicHosts(next);
  const storedIds = new Set(stored.map(({ id }) => id));
  const areChunksNew = !holdsExactly(active, next);
  return {
    persona: profile.persona,
    hosts,
    next,
    toWrite: next.filter(({ id }) => !storedIds.has(id)),
    ...toDifference(live, next),
    areChunksNew,
    isSwitchNeeded:
      areChunksNew || !isDeepStrictEqual(active?.persona, profile.persona) || !isDeepStrictEqual(active?.hosts, hosts),
  };
}

/** The chunks that readers see: all of them where no version is recorded. */
export function toLive({ active, stored }: KnownIndex): readonly Chunk[] {
  return active === undefined ? stored : pickVersion(stored, active);
}

/** The chunks of one version, as far as they are in the index. */
export function pickVersion(stored: readonly Chunk[], { chunkIds }: IndexVersion): readonly Chunk[] {
  const ids = new Set(chunkIds);
  return stored.filter(({ id }) => ids.has(id));
}

/** Compares by place and wording: another text at the same place is a change. */
export function toDifference(before: readonly Chunk[], after: readonly Chunk[]): Difference {
  const ids = new Set(before.map(({ id }) => id));
  const keys = new Set(before.map(({ key }) => key));
  const keysAfter = new Set(after.map(({ key }) => key));
  const fresh = after.filter(({ id }) => !ids.has(id));
  return {
    added: fresh.filter(({ key }) => !keys.has(key)).map(({ title }) => title),
    changed: fresh.filter(({ key }) => keys.has(key)).map(({ title }) => title),
    removed: before.filter(({ key }) => !keysAfter.has(key)).map(({ title }) => title),
    unchangedCount: after.length - fresh.length,
  };
}

/** A fault names a file, or a folder that could not be opened. */
function createRefusal(faults: readonly SourceFault[]): (source: string) => boolean {
  const paths = new Set(faults.map(({ path }) => path));
  return (source) => {
    for (let end = source.length; end > 0; end = source.lastIndexOf('/', end - 1))
      if (paths.has(source.slice(0, end))) return true;
    return false;
  };
}

function withoutKeysOf(chunks: readonly Chunk[], others: readonly Chunk[]): Chunk[] {
  const keys = new Set(others.map(({ key }) => key));
  return chunks.filter(({ key }) => !keys.has(key));
}

function holdsExactly(active: IndexVersion | undefined, chunks: readonly Chunk[]): boolean {
  if (active === undefined || active.chunkIds.length !== chunks.length) return false;
  const ids = new Set(chunks.map(({ id }) => id));
  return active.chunkIds.every((id) => ids.has(id));
}
