// What do verified sessions stand on in the composition? Keys and policy: once one of them is replaced, every token is looked at anew.

import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Reloading } from '../../config/reloading.ts';
import { composeAuth } from '../../server/compose-auth.ts';
import { createManualClock } from '../support/manual-clock.ts';
import {
  createSecret,
  keysFor,
  sampleAudience,
  sampleClaims,
  sampleIssuer,
  signToken,
} from '../support/tokens.ts';

const start = () => {
  let current: readonly KeyObject[] = [keysFor('HS256').verifying];
  let policy = {};
  const keys: Reloading<readonly KeyObject[]> = {
    name: 'SESSION_SECRET',
    get current() {
      return current;
    },
    reload: () => 'same',
  };
  const auth = composeAuth({
    config: {
      profile: 'standard',
      algorithm: 'HS256',
      issuer: sampleIssuer,
      audience: sampleAudience,
      maxAge: 86_400_000,
      clockSkew: 30_000,
      keys: { kind: 'static', keys },
    },
    fetch: globalThis.fetch,
    clock: createManualClock(),
    policy: () => policy,
    keysFailed: () => {},
  });
  return {
    ...auth,
    replacePolicy: () => {
      policy = {};
    },
    addKey: () => {
      current = [...current, createSecret().verifying];
    },
  };
};

const token = signToken(sampleClaims());

describe('a verified session', () => {
  it('is remembered as long as keys and policy are the same', async () => {
    const { authenticate, remembered } = start();
    const session = await authenticate(token);
    expect(remembered(token)).toBe(session);
  });

  it.each(['replacePolicy', 'addKey'] as const)('is looked at anew after %s', async (replace) => {
    const auth = start();
    const session = await auth.authenticate(token);
    auth[replace]();
    expect(auth.remembered(token)).toBeUndefined();
    expect(await auth.authenticate(token)).toEqual(session);
  });
});
