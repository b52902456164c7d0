// When is a session taken from memory, and when is its token verified again?

import { describe, expect, it } from '@jest/globals';
import type { Session } from '../../../server/auth/session.ts';
import { createVerifiedSessions } from '../../../server/auth/verified-sessions.ts';
import { createBounded } from '../../../server/cache/bounded.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const clockSkew = 30_000;
const lifetime = 600_000;

const start = ({ max = 100 } = {}) => {
  const clock = createManualClock();
  const expiresAt = clock.wall() + lifetime;
  const verified: string[] = [];
  const grounds = { keys: {}, policy: {} };
  const sessions = createVerifiedSessions({
    authenticate: async (token) => {
      verified.push(token);
      if (token.startsWith('forged')) throw new Error('forged');
      return { subject: token, claims: {}, expiresAt } as Session;
    },
    memory: createBounded({ max, maxSize: 1_000_000, sizeOf: () => 1 }),
    grounds: [() => grounds.keys, () => grounds.policy],
    clockSkew,
    clock,
  });
  return { clock, verified, grounds, ...sessions };
};

describe('a token that was verified', () => {
  it('is not verified again', async () => {
    const { authenticate, verified } = start();
    const session = await authenticate('ada');
    expect(await authenticate('ada')).toBe(session);
    expect(verified).toEqual(['ada']);
  });

  it('is remembered without waiting, and one that was not is not', async () => {
    const { authenticate, remembered } = start();
    const session = await authenticate('ada');
    expect(remembered('ada')).toBe(session);
    expect(remembered('bob')).toBeUndefined();
  });

  it('is forgotten when it expires, no earlier than the clock skew allows', async () => {
    const { authenticate, remembered, clock } = start();
    await authenticate('ada');
    clock.advance(lifetime + clockSkew - 2);
    expect(remembered('ada')).toBeDefined();
    clock.advance(1);
    expect(remembered('ada')).toBeUndefined();
  });

  it.each(['keys', 'policy'] as const)('is verified again once the %s are others', async (ground) => {
    const { authenticate, remembered, grounds, verified } = start();
    await authenticate('ada');
    grounds[ground] = {};
    expect(remembered('ada')).toBeUndefined();
    await authenticate('ada');
    expect(verified).toEqual(['ada', 'ada']);
  });

  it('by keys that are replaced meanwhile is not remembered', async () => {
    const { authenticate, remembered, grounds } = start();
    const verifying = authenticate('ada');
    grounds.keys = {};
    await verifying;
    expect(remembered('ada')).toBeUndefined();
  });

  it('is verified again when the wall clock has gone back behind the moment of its verification', async () => {
    const { authenticate, remembered, clock } = start();
    await authenticate('ada');
    const earlier = createVerifiedSessions({
      authenticate: async () => Promise.reject(new Error('not asked')),
      memory: {
        get: () => ({
          session: { expiresAt: clock.wall() + 1_000 } as Session,
          token: 'ada',
          at: clock.wall() + 1,
        }),
        set: () => {},
        clear: () => {},
      },
      grounds: [],
      clockSkew,
      clock,
    });
    expect(remembered('ada')).toBeDefined();
    expect(earlier.remembered('ada')).toBeUndefined();
  });

  it('is not taken for another one that ends alike', async () => {
    const { authenticate, remembered } = start();
    const signature = 's'.repeat(43);
    await authenticate(`ada.${signature}`);
    expect(remembered(`eve.${signature}`)).toBeUndefined();
  });
});

describe('a forged token', () => {
  it('is verified each time it comes', async () => {
    const { authenticate, verified } = start();
    for (let n = 0; n < 3; n += 1) await expect(authenticate('forged')).rejects.toThrow('forged');
    expect(verified).toHaveLength(3);
  });

  it('drives no good one out, however many come', async () => {
    const { authenticate, remembered } = start({ max: 2 });
    await authenticate('ada');
    await authenticate('bob');
    for (let n = 0; n < 50; n += 1) await expect(authenticate(`forged ${n}`)).rejects.toThrow('forged');
    expect(remembered('ada')).toBeDefined();
    expect(remembered('bob')).toBeDefined();
  });

  it('only good ones drive out good ones, the one first that came longest ago', async () => {
    const { authenticate, remembered } = start({ max: 2 });
    for (const token of ['ada', 'bob', 'cara']) await authenticate(token);
    expect(['ada', 'bob', 'cara'].map((token) => remembered(token) !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
  });
});
