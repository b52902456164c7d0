// What do verified sessions stand on in the composition? Keys and policy: once one of them is replaced, every token is looked at anew.

import { describe, expect, it } from '@jest/globals';
import { composeAuth } from '../../server/compose-auth.ts';
import { createKeysInHand } from '../support/keys-in-hand.ts';
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
  const { verifying } = keysFor('HS256');
  const { keys, put } = createKeysInHand(verifying);
  let policy = {};
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
    addKey: () => put(verifying, createSecret().verifying),
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
