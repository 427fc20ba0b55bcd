/** Whether a service that others can stand in for is there. */
export interface Availability extends AsyncDisposable {
  readonly isUp: boolean;
  /**
   * Does `work`, or `instead` while the service is away, or when `work` finds that it is, or that it was closed meanwhile.
   * Errors that are no outage are thrown.
   */
  attempt<T>(work: () => Promise<T>, instead: (cause: unknown) => T | Promise<T>): Promise<T>;
  /** Tells of an outage that no work has met: what the service has lost meanwhile is to be put back all the same. */
  report(error: unknown): void;
  /** Runs whenever the service is back: before it is used again, and once more for what came up while it caught up. */
  onReturn(catchUp: () => Promise<void>): void;
}

/** How to watch a service. */
export interface AvailabilityOptions {
  /** Resolves when the service answers. */
  readonly probe: () => Promise<void>;
  /** Whether an error means that the service is away. */
  readonly isOutage: (error: unknown) => boolean;
  /** Told once per change. */
  readonly onChange?: (isUp: boolean, cause: unknown) => void;
  /** How long to wait before it is looked for again, in ms. */
  readonly probeEveryMs?: number;
}

const PROBE_EVERY_MS = 250;

/** Begins with a service that is there. While it is away, nobody waits for it: one probe at a time looks whether it is back. */
export function createAvailability(options: AvailabilityOptions): Availability {
  const { probe, isOutage, onChange = () => undefined, probeEveryMs = PROBE_EVERY_MS } = options;
  const catchUps: (() => Promise<void>)[] = [];
  let cause: unknown;
  let isUp = true;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    try {
      await probe();
      for (const catchUp of catchUps) await catchUp();
    } catch (error) {
      cause = error;
      lookLater();
      return;
    }
    if (isClosed) return;
    isUp = true;
    onChange(true, undefined);
    try {
      for (const catchUp of catchUps) await catchUp();
    } catch (error) {
      lose(error);
    }
  };
  const lookLater = (): void => {
    if (!isClosed) timer = setTimeout(() => void look(), probeEveryMs);
  };
  const lose = (error: unknown): void => {
    cause = error;
    if (!isUp || isClosed) return;
    isUp = false;
    onChange(false, error);
    lookLater();
  };

  return {
    get isUp() {
      return isUp;
    },
    async attempt(work, instead) {
      if (!isUp) return instead(cause);
      try {
        return await work();
      } catch (error) {
        if (!isOutage(error)) throw error;
        lose(error);
        return instead(error);
      }
    },
    report: (error) => {
      if (isOutage(error)) lose(error);
    },
    onReturn: (catchUp) => void catchUps.push(catchUp),
    async [Symbol.asyncDispose]() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
