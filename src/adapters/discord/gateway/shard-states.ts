import type { PartState } from '../../../core/adapter.ts';

/** Which shards are connected. */
export interface ShardStates {
  toUp(shard: number, name: string): void;
  toDown(shard: number): void;
}

/** Starts with all of them down; every change is told. */
export function createShardStates(shardCount: number, onState: (state: PartState) => void): ShardStates {
  const down = new Set(Array.from({ length: shardCount }, (_none, shard) => shard));
  const upCount = (): string => `${shardCount - down.size} of ${shardCount} shards`;

  return {
    toUp(shard, name) {
      down.delete(shard);
      const isReady = down.size === 0;
      onState({ isReady, detail: isReady ? `connected as ${name}` : `${upCount()} connected` });
    },
    toDown(shard) {
      down.add(shard);
      onState({ isReady: false, detail: shardCount === 1 ? 'reconnecting' : `reconnecting; ${upCount()} connected` });
    },
  };
}
