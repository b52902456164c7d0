// Nobody is measured who does not do the work.

import { describe, expect, it } from '@jest/globals';
import { attributesOf, visibleOf } from '../../../benchmarks/job/contact.ts';
import { theContact } from '../../../benchmarks/job/job.ts';
import { forged } from '../../../benchmarks/job/sessions.ts';
import { type Said, shortcoming } from '../../../benchmarks/measure/proofs.ts';

const refused = { status: 401, body: '' };
const said = (attributes: unknown, change: Partial<Said> = {}): Said => ({
  good: { status: 200, body: JSON.stringify({ attributes }) },
  forged: refused,
  expired: refused,
  ...change,
});
const right = visibleOf(theContact);
const letIn = { status: 200, body: '{}' };

describe('a contender that claims to do the whole job', () => {
  it('may be measured when it does', () => {
    expect(shortcoming('whole', said(right))).toBeUndefined();
  });

  it.each<[string, Said, RegExp]>([
    ['lacks an attribute', said({ ...right, plan: undefined }), /allowed attributes/],
    ['says an attribute too many', said({ ...right, email: 'x' }), /allowed attributes/],
    ['says everything', said(attributesOf(theContact)), /allowed attributes/],
    ['fails', said(right, { good: { status: 500, body: '' } }), /200/],
    ['takes a forged token', said(right, { forged: letIn }), /forged/],
    ['takes an expired token', said(right, { expired: letIn }), /expired/],
  ])('may not when it %s', (_what, answers, reason) => {
    expect(shortcoming('whole', answers)).toMatch(reason);
  });
});

describe('a forged token', () => {
  it('differs from the good one in its signature alone', () => {
    const good = 'aGVhZA.Ym9keQ.c2lnbmF0dXJl';
    expect(forged(good)).toMatch(/^aGVhZA\.Ym9keQ\.(?!c2lnbmF0dXJl$)[\w-]{12}$/);
  });
});
