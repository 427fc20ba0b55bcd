import { describe, expect, test } from 'vitest';
import { createAdmission } from '../../../../src/core/limits/admission.ts';
import { toPlaceKey, toTenantKey, toUserKey } from '../../../../src/core/turn.ts';
import { createMemoryLimiter } from '../../../../src/engines/limits/memory.ts';

const MAYA = toUserKey('slack', 'T1', 'U1');
const OMAR = toUserKey('slack', 'T1', 'U2');
const GENERAL = toPlaceKey(toTenantKey('slack', 'T1'), 'C1');
const RANDOM = toPlaceKey(toTenantKey('slack', 'T1'), 'C2');

describe('admission', () => {
  test('a person has one limit over all places', async () => {
    const { admission } = open({ perUser: 2 });
    await admission.admit({ user: MAYA, place: GENERAL });
    await admission.admit({ user: MAYA, place: RANDOM });

    await expect(admission.admit({ user: MAYA })).rejects.toMatchObject({ scope: 'user' });
    await expect(admission.admit({ user: OMAR })).resolves.toBeUndefined();
  });

  test('a channel has one limit over all people, and a direct message none', async () => {
    const { admission } = open({ perPlace: 2 });
    await admission.admit({ user: MAYA, place: GENERAL });
    await admission.admit({ user: OMAR, place: GENERAL });

    await expect(admission.admit({ user: MAYA, place: GENERAL })).rejects.toMatchObject({ scope: 'place' });
    await expect(admission.admit({ user: MAYA, place: RANDOM })).resolves.toBeUndefined();
    await expect(admission.admit({ user: MAYA })).resolves.toBeUndefined();
  });

  test.each([
    ['the channel', { perPlace: 1 }],
    ['everybody', { global: 1 }],
  ])('a question that is over the limit of %s is given back to whoever asked', async (_what, limits) => {
    const { admission } = open(limits);
    await admission.admit({ user: OMAR, place: GENERAL });

    await expect(admission.admit({ user: MAYA, place: GENERAL })).rejects.toMatchObject({ name: 'RateLimitedError' });

    expect(await admission.quota(MAYA)).toMatchObject({ remaining: 100 });
  });

  test('a question that is over the limit of everybody is given back to its channel', async () => {
    const { admission, limiters } = open({ global: 1 });
    await admission.admit({ user: OMAR, place: RANDOM });

    await expect(admission.admit({ user: MAYA, place: GENERAL })).rejects.toMatchObject({ scope: 'global' });

    expect(await limiters.perPlace.peek(GENERAL)).toMatchObject({ remaining: 100 });
  });

  test('no limiter learns who asks', async () => {
    const keys: string[] = [];
    const limiter = { ...createMemoryLimiter({ maxCount: 9, windowMs: 1000 }) };
    const watched = {
      ...limiter,
      consume: (key: string) => {
        keys.push(key);
        return limiter.consume(key);
      },
    };
    const admission = createAdmission({ perUser: watched, perPlace: watched, global: watched }, () => 'hidden');

    await admission.admit({ user: MAYA, place: GENERAL });

    expect(keys).toEqual(['hidden', GENERAL, 'everybody']);
  });
});

function open(counts: { readonly perUser?: number; readonly perPlace?: number; readonly global?: number }) {
  const limiter = (maxCount = 100) => createMemoryLimiter({ maxCount, windowMs: 60_000 });
  const limiters = {
    perUser: limiter(counts.perUser),
    perPlace: limiter(counts.perPlace),
    global: limiter(counts.global),
  };
  return { limiters, admission: createAdmission(limiters, (user) => `hidden-${user}`) };
}
