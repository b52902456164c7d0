// Somebody must find out that Drift is well again when nobody comes, and nobody need while it is.

import { describe, expect, it } from '@jest/globals';
import type { Ask } from '../../../server/drift/asking.ts';
import { keepLooking } from '../../../server/drift/keep-looking.ts';
import { ProxyError } from '../../../server/errors.ts';
import { settle } from '../../support/held-fetch.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const open = (isInDoubt: boolean) => {
  const clock = createManualClock();
  const asked: string[] = [];
  const ask: Ask = ({ method, path }, lane) => {
    asked.push(`${lane} ${method} ${path}`);
    return Promise.reject(new ProxyError('upstream_busy', { reason: 'budget' }));
  };
  const end = keepLooking({ ask, standing: { isInDoubt: () => isInDoubt }, clock });
  return { clock, asked, end };
};

describe('a look at Drift', () => {
  it('is taken every 30 s while there is a doubt, and leaves visitors what they need', () => {
    const { clock, asked } = open(true);
    clock.advance(29_999);
    expect(asked).toEqual([]);
    clock.advance(1);
    expect(asked).toEqual([expect.stringMatching(/^background GET \/contacts\?/)]);
    clock.advance(120_000);
    expect(asked).toHaveLength(5);
  });

  it('is not taken while Drift does well', () => {
    const { clock, asked } = open(false);
    clock.advance(3_600_000);
    expect(asked).toEqual([]);
  });

  it('may fail: whoever watches the calls has been told', async () => {
    const { clock, asked } = open(true);
    clock.advance(30_000);
    await settle();
    clock.advance(30_000);
    expect(asked).toHaveLength(2);
  });

  it('is not taken after the end', () => {
    const { clock, asked, end } = open(true);
    clock.advance(30_000);
    end();
    clock.advance(120_000);
    expect(asked).toHaveLength(1);
  });
});
