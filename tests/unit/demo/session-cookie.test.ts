// The session of the demo rests in one cookie that no script can read.

import { describe, expect, it } from '@jest/globals';
import { signedIn, signedOut, tokenIn } from '../../../demo/session-cookie.ts';

describe('the session cookie', () => {
  it('is kept from scripts and from other sites, and lives as long as the session', () => {
    expect(signedIn('a.b.c', 60_000)).toBe(
      'mossworth_session=a.b.c; Path=/; HttpOnly; SameSite=Lax; Max-Age=60',
    );
  });

  it('is taken away on signing out, under the same path', () => {
    expect(signedOut).toBe('mossworth_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['other=1', undefined],
    ['not_mossworth_session=x', undefined],
    ['mossworth_session=a.b.c', 'a.b.c'],
    ['other=1; mossworth_session=a.b.c; more=2', 'a.b.c'],
  ])('reads from %j the token %j', (header, token) => {
    expect(tokenIn(header)).toBe(token);
  });
});
