// A page can be told every code of the proxy's catalogue, and no other but the library's own.

import { describe, expect, it } from '@jest/globals';
import type { Reason } from '../../client/api.ts';
import { type ErrorCode, errorCatalogue } from '../../server/errors.ts';

/** The compiler wants each reason once, and takes no other. */
const ofTheLibrary: Readonly<Record<Exclude<Reason, ErrorCode>, true>> = {
  unreachable: true,
  no_session: true,
  callback_failed: true,
  no_consent: true,
  closed: true,
};

type Told = Extract<Reason, ErrorCode>;
type Same<One, Other> = [One, Other] extends [Other, One] ? true : false;

describe('the reasons of the library', () => {
  it('hold every code of the catalogue', () => {
    const same: Same<Told, ErrorCode> = true;
    expect(same).toBe(true);
  });

  it('have no name of their own for what the proxy calls otherwise', () => {
    expect(Object.keys(ofTheLibrary).filter((reason) => reason in errorCatalogue)).toEqual([]);
  });
});
