// A webhook is believed for its token alone, in header or body, and no guess is told how near it came.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { constant, type Reload } from '../../../config/reloading.ts';
import { createIsProven, type Proof } from '../../../server/drift/event-proof.ts';

const right = 'verification-token-1';
const next = 'verification-token-2';
const tokens = (...texts: string[]) =>
  constant(
    'DRIFT_WEBHOOK_TOKEN',
    texts.map((text) => Buffer.from(text)),
  );
const isProven = createIsProven(tokens(right));

describe('a delivery', () => {
  it.each<[string, Proof, boolean]>([
    ['the token in the header', { header: right, body: undefined }, true],
    ['the token in the body', { header: undefined, body: right }, true],
    ['the token in both', { header: right, body: right }, true],
    ['no token', { header: undefined, body: undefined }, false],
    ['a right header and a wrong body', { header: right, body: 'wrong' }, false],
    ['a wrong header and a right body', { header: 'wrong', body: right }, false],
    ['an empty header and a right body', { header: '', body: right }, false],
    ['a right header and an empty body', { header: right, body: '' }, false],
    ['a right header and null in the body', { header: right, body: null }, false],
    ['a list with the token in the body', { header: undefined, body: [right] }, false],
    ['an object in the body', { header: undefined, body: { token: right } }, false],
    ['a number in the body', { header: undefined, body: 12_345_678 }, false],
    ['true in the body', { header: right, body: true }, false],
    ['a shorter one', { header: right.slice(0, -1), body: undefined }, false],
    ['a longer one', { header: `${right}1`, body: undefined }, false],
    ['one letter', { header: 'v', body: undefined }, false],
    ['the token in another case', { header: right.toUpperCase(), body: undefined }, false],
    ['the token with a space', { header: `${right} `, body: undefined }, false],
    ['the token twice, as a repeated header', { header: `${right}, ${right}`, body: undefined }, false],
  ])('with %s is judged rightly', (_what, proof, verdict) => {
    expect(isProven(proof)).toBe(verdict);
  });

  it('is never believed for any other text, and none makes it fail', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 64 }),
      fc.string({ minLength: 5_000, maxLength: 6_000 }),
    );
    fc.assert(
      fc.property(text, (guess) => {
        fc.pre(guess !== right);
        expect(isProven({ header: guess, body: undefined })).toBe(false);
        expect(isProven({ header: undefined, body: guess })).toBe(false);
      }),
    );
  });

  it('is never believed for anything but a text in the body', () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        fc.pre(body !== undefined && body !== right);
        expect(isProven({ header: right, body })).toBe(false);
      }),
    );
  });
});

describe('while the token is changed', () => {
  it('both are good, and each may stand in another place', () => {
    const rotating = createIsProven(tokens(right, next));
    expect(rotating({ header: right, body: undefined })).toBe(true);
    expect(rotating({ header: undefined, body: next })).toBe(true);
    expect(rotating({ header: next, body: right })).toBe(true);
    expect(rotating({ header: `${right},${next}`, body: undefined })).toBe(false);
  });

  it('a new value counts with the next delivery', () => {
    const file = {
      name: 'DRIFT_WEBHOOK_TOKEN_FILE',
      current: [Buffer.from(right)],
      reload: (): Reload => 'same',
    };
    const following = createIsProven(file);
    expect(following({ header: next, body: undefined })).toBe(false);
    file.current = [Buffer.from(next)];
    expect(following({ header: next, body: undefined })).toBe(true);
    expect(following({ header: right, body: undefined })).toBe(false);
  });
});

describe('the work of a comparison', () => {
  const comparisonsFor = (guess: string): number => {
    let reads = 0;
    const watched = new Proxy([Buffer.from(right), Buffer.from(next)], {
      get: (list, key) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
        return Reflect.get(list, key);
      },
    });
    createIsProven(constant('DRIFT_WEBHOOK_TOKEN', watched))({ header: guess, body: undefined });
    return reads;
  };

  it.each([right, next, 'v', '', 'x'.repeat(10_000)])(
    'is done with every token, whatever came: %#',
    (guess) => {
      expect(comparisonsFor(guess)).toBe(2);
    },
  );
});
