import { describe, expect, it } from '@jest/globals';
import type { Session } from '../../../server/auth/session.ts';
import { createAdmission } from '../../../server/limits/admission.ts';
import { createWindow } from '../../../server/limits/window.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const sessionOf = (subject: string): Session => ({ subject, claims: {} }) as Session;
const admitting = (perMinute: number | 'off') =>
  createAdmission(createWindow({ perMinute, maxKeys: 100, clock: createManualClock() })).admit;

describe('admission', () => {
  it('hands on the session that it was given', () => {
    const session = sessionOf('ada');
    expect(admitting(1)(session)).toBe(session);
  });

  it('refuses a subject that has asked too often, and says how long to wait', () => {
    const admit = admitting(2);
    admit(sessionOf('ada'));
    admit(sessionOf('ada'));
    expect(() => admit(sessionOf('ada'))).toThrow(
      expect.objectContaining({ code: 'too_many_requests', status: 429, reason: 'subject', retryAfter: 65 }),
    );
  });

  it('admits others meanwhile', () => {
    const admit = admitting(1);
    admit(sessionOf('ada'));
    expect(admit(sessionOf('bob')).subject).toBe('bob');
  });

  it('admits everybody when it is off', () => {
    const admit = admitting('off');
    for (let n = 0; n < 1_000; n += 1) expect(admit(sessionOf('ada')).subject).toBe('ada');
  });
});
