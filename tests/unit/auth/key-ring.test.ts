import { expect, it } from '@jest/globals';
import { constant } from '../../../config/reloading.ts';
import { createKeyRing } from '../../../server/auth/key-ring.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { keysFor } from '../../support/tokens.ts';

const asked: string[] = [];
const parts = {
  clock: createManualClock(),
  warn: () => {},
  fetch: async (input: unknown) => {
    asked.push(String(input));
    return Response.json({ keys: [keysFor('RS256').verifying.export({ format: 'jwk' })] });
  },
};

it('configured keys are ready at once, whatever the kid', async () => {
  const keys = [keysFor('HS256').verifying];
  const ring = createKeyRing({
    ...parts,
    config: { algorithm: 'HS256', keys: { kind: 'static', keys: constant('SESSION_SECRET', keys) } },
  });
  await ring.start();
  expect(ring.ready()).toBe(true);
  expect(await ring.candidates('any')).toEqual(keys);
  expect(asked).toEqual([]);
  ring.close();
});

it('a key set is fetched from the configured address', async () => {
  const url = 'https://login.example.com/jwks.json';
  const ring = createKeyRing({ ...parts, config: { algorithm: 'RS256', keys: { kind: 'key-set', url } } });
  expect(ring.ready()).toBe(false);
  await ring.start();
  expect(await ring.candidates(undefined)).toHaveLength(1);
  expect(asked).toEqual([url]);
  ring.close();
});
