import type { Slot } from './slot.ts';

/** Looks again and again how much the processes have resident. */
export interface MemoryWatch {
  /** Ends it; gives the most that one process ever had, in MB. */
  end(): number;
}

const LOOK_EVERY_MS = 500;

/** Begins at once. */
export function watchMemory(slots: readonly Slot[]): MemoryWatch {
  let peakMb = 0;
  const look = async (): Promise<void> => {
    for (const slot of slots) peakMb = Math.max(peakMb, await slot.residentMb());
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return {
    end() {
      clearInterval(timer);
      return peakMb;
    },
  };
}
