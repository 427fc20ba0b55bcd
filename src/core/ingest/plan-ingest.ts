import { isDeepStrictEqual } from 'node:util';
import type { IndexVersion } from '../state-store.ts';
import type { Chunk, ChunkId, Persona } from '../profile/chunk.ts';
import { toHosts } from '../profile/hosts.ts';
import type { Profile } from '../profile/load-profile.ts';
import type { SourceFault } from './ingest-service.ts';

/** What there is before an ingest. */
export interface KnownIndex {
  /** The version that readers see, if one is recorded. */
  readonly active: IndexVersion | undefined;
  /** Everything in the index: live chunks, and what an earlier ingest left behind. */
  readonly stored: readonly Chunk[];
}

/** What an ingest has to do. */
export interface IngestPlan {
  readonly persona: Persona;
  readonly hosts: readonly string[];
  /** All chunks of the version to come. */
  readonly next: readonly Chunk[];
  readonly toWrite: readonly Chunk[];
  readonly toDelete: readonly ChunkId[];
  /** Titles. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchangedCount: number;
  /** Whether readers would see anything else than now. */
  readonly isSwitchNeeded: boolean;
}

/** Compares what the files say with what is known. What a refused file said before stays. */
export function planIngest(profile: Profile, { active, stored }: KnownIndex): IngestPlan {
  const live = toLive({ active, stored });
  const kept = live.filter(({ source }) => isRefused(source, profile.faults));
  const next = [...profile.chunks, ...withoutKeysOf(kept, profile.chunks)];
  const hosts = kept.length === 0 ? profile.hosts : toHosts(next);
  const nextIds = new Set(next.map(({ id }) => id));
  const storedIds = new Set(stored.map(({ id }) => id));
  return {
    persona: profile.persona,
    hosts,
    next,
    toWrite: next.filter(({ id }) => !storedIds.has(id)),
    toDelete: [...storedIds].filter((id) => !nextIds.has(id)),
    ...toDifference(live, next),
    isSwitchNeeded: !isSame(active, { nextIds, persona: profile.persona, hosts }),
  };
}

/** The chunks that readers see: all of them where no version is recorded. */
export function toLive({ active, stored }: KnownIndex): readonly Chunk[] {
  if (active === undefined) return stored;
  const liveIds = new Set(active.chunkIds);
  return stored.filter(({ id }) => liveIds.has(id));
}

function toDifference(
  live: readonly Chunk[],
  next: readonly Chunk[],
): Pick<IngestPlan, 'added' | 'changed' | 'removed' | 'unchangedCount'> {
  const liveIds = new Set(live.map(({ id }) => id));
  const liveKeys = new Set(live.map(({ key }) => key));
  const nextKeys = new Set(next.map(({ key }) => key));
  const fresh = next.filter(({ id }) => !liveIds.has(id));
  return {
    added: fresh.filter(({ key }) => !liveKeys.has(key)).map(({ title }) => title),
    changed: fresh.filter(({ key }) => liveKeys.has(key)).map(({ title }) => title),
    removed: live.filter(({ key }) => !nextKeys.has(key)).map(({ title }) => title),
    unchangedCount: next.length - fresh.length,
  };
}

/** A fault names a file, or a folder that could not be opened. */
function isRefused(source: string, faults: readonly SourceFault[]): boolean {
  return faults.some(({ path }) => source === path || source.startsWith(`${path}/`));
}

function withoutKeysOf(chunks: readonly Chunk[], others: readonly Chunk[]): Chunk[] {
  const keys = new Set(others.map(({ key }) => key));
  return chunks.filter(({ key }) => !keys.has(key));
}

function isSame(
  active: IndexVersion | undefined,
  {
    nextIds,
    persona,
    hosts,
  }: { readonly nextIds: ReadonlySet<ChunkId>; readonly persona: Persona; readonly hosts: readonly string[] },
): boolean {
  if (active === undefined || active.chunkIds.length !== nextIds.size) return false;
  if (!active.chunkIds.every((id) => nextIds.has(id))) return false;
  return isDeepStrictEqual(active.persona, persona) && isDeepStrictEqual(active.hosts, hosts);
}
