// The demo signs sessions that any JWT library takes, and knows its own again.

import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { createSessions } from '../../../demo/sign-session.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const key = createSecretKey(randomBytes(48));
const issuer = 'https://mossworth.example';
const audience = 'demo';
const hour = 3_600_000;

const createSample = (own = key) => {
  const clock = createManualClock();
  return { clock, sessions: createSessions({ key: own, issuer, audience, clock, lifetime: hour }) };
};

describe('the sessions of the demo', () => {
  it('signs tokens that a JWT library accepts', () => {
    const { clock, sessions } = createSample();
    const iat = Math.floor(clock.wall() / 1000);
    const verified = jsonwebtoken.verify(sessions.sign('user-ada'), key, {
      algorithms: ['HS256'],
      issuer,
      audience,
      clockTimestamp: iat,
    });
    expect(verified).toEqual({ iss: issuer, aud: audience, sub: 'user-ada', iat, exp: iat + 3600 });
  });

  it('knows whose token it signed', () => {
    const { sessions } = createSample();
    expect(sessions.visitorOf(sessions.sign('user-ada'))).toBe('user-ada');
  });

  it('does not know a token after its time', () => {
    const { clock, sessions } = createSample();
    const token = sessions.sign('user-ada');
    clock.advance(hour - 1000);
    expect(sessions.visitorOf(token)).toBe('user-ada');
    clock.advance(1000);
    expect(sessions.visitorOf(token)).toBeUndefined();
  });

  it('does not know a token of an earlier run, signed with another key', () => {
    const earlier = createSample(createSecretKey(randomBytes(48))).sessions.sign('user-ada');
    expect(createSample().sessions.visitorOf(earlier)).toBeUndefined();
  });

  it.each(['', '.', '..', 'a.b.c', 'no dots', 'é.é.é'])('does not know %j', (token) => {
    expect(createSample().sessions.visitorOf(token)).toBeUndefined();
  });

  it('does not know a token whose claims were exchanged', () => {
    const { sessions } = createSample();
    const [header, , signature] = sessions.sign('user-ada').split('.');
    const [, claims] = sessions.sign('user-bo').split('.');
    expect(sessions.visitorOf(`${header}.${claims}.${signature}`)).toBeUndefined();
  });
});
