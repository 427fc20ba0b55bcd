import { expect, test } from 'vitest';
import { createAvailability } from '../../../src/support/availability.ts';

test('an error that is no outage is thrown, and the service stays in use', async () => {
  await using availability = createAvailability({ probe: async () => undefined, isOutage: () => false });

  await expect(
    availability.attempt(
      () => Promise.reject(new Error('wrong')),
      () => 'instead',
    ),
  ).rejects.toThrow('wrong');
  expect(availability.isUp).toBe(true);
});

test('a service that is away is asked for nothing until its probe succeeds and what it missed is told to it', async () => {
  const events: string[] = [];
  let probeCount = 0;
  await using availability = createAvailability({
    async probe() {
      probeCount += 1;
      if (probeCount < 3) throw new Error('away');
    },
    isOutage: () => true,
    onChange: (isUp) => events.push(isUp ? 'up' : 'down'),
    probeEveryMs: 1,
  });
  availability.onReturn(async () => void events.push('caught up'));
  const work = async (): Promise<string> => {
    events.push('asked');
    if (probeCount < 3) throw new Error('away');
    return 'done';
  };

  const first = await availability.attempt(work, () => 'instead');
  const second = await availability.attempt(work, () => 'instead');
  await expect.poll(() => availability.isUp).toBe(true);
  const third = await availability.attempt(work, () => 'instead');

  expect([first, second, third]).toEqual(['instead', 'instead', 'done']);
  expect(events).toEqual(['asked', 'down', 'caught up', 'up', 'caught up', 'asked']);
});

test('what cannot be caught up keeps the service out of use until it can', async () => {
  let isBroken = true;
  await using availability = createAvailability({
    probe: async () => undefined,
    isOutage: () => true,
    probeEveryMs: 1,
  });
  let tryCount = 0;
  availability.onReturn(async () => {
    tryCount += 1;
    if (isBroken) throw new Error('not yet');
  });
  await availability.attempt(
    () => Promise.reject(new Error('away')),
    () => undefined,
  );
  await expect.poll(() => tryCount).toBeGreaterThan(2);
  const whileBroken = availability.isUp;
  isBroken = false;

  expect(whileBroken).toBe(false);
  await expect.poll(() => availability.isUp).toBe(true);
});

test('an outage that nobody has met is caught up with all the same', async () => {
  const events: string[] = [];
  await using availability = createAvailability({
    probe: async () => undefined,
    isOutage: (error) => error !== 'no outage',
    onChange: (isUp) => events.push(isUp ? 'up' : 'down'),
    probeEveryMs: 1,
  });
  availability.onReturn(async () => void events.push('caught up'));

  availability.report('no outage');
  availability.report(new Error('away'));
  await expect.poll(() => availability.isUp).toBe(true);

  expect(events).toEqual(['down', 'caught up', 'up', 'caught up']);
});

test('what is done without the service while it is told of the rest is told to it, too', async () => {
  const missed = new Set<string>();
  const told: string[] = [];
  await using availability = createAvailability({
    probe: async () => undefined,
    isOutage: () => true,
    probeEveryMs: 1,
  });
  const work = (name: string): Promise<unknown> =>
    availability.attempt(
      () => Promise.reject(new Error('away')),
      () => missed.add(name),
    );
  availability.onReturn(async () => {
    for (const name of missed) told.push(name);
    missed.clear();
  });
  let isSlow = true;
  availability.onReturn(async () => {
    if (isSlow) await work('late');
    isSlow = false;
  });

  await work('early');

  await expect.poll(() => availability.isUp).toBe(true);
  await expect.poll(() => told).toEqual(['early', 'late']);
});

test('work that is under way when it is closed is done without the service', async () => {
  let reject: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, rejecting) => (reject = rejecting));
  const availability = createAvailability({ probe: async () => undefined, isOutage: () => true });
  const working = availability.attempt(
    () => failed,
    () => 'instead',
  );

  await availability[Symbol.asyncDispose]();
  reject(new Error('The connection is closed.'));

  expect(await working).toBe('instead');
});
