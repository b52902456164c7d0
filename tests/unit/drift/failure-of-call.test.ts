import { describe, expect, it } from '@jest/globals';
import { failureOfCall } from '../../../server/drift/failure-of-call.ts';

const withCode = (code: string): Error => Object.assign(new Error('canary'), { code });

describe('a call that failed', () => {
  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ENOTFOUND',
    'EAI_AGAIN',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UND_ERR_SOCKET',
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  ])('with %s means that Drift is unavailable', (code) => {
    expect(failureOfCall(withCode(code))).toMatchObject({
      code: 'upstream_unavailable',
      reason: 'connection',
      retryAfter: 5,
    });
  });

  it('because no connection came about in time is a timeout', () => {
    expect(failureOfCall(withCode('UND_ERR_CONNECT_TIMEOUT'))).toMatchObject({
      code: 'upstream_timeout',
      reason: 'deadline',
    });
  });

  it.each([new Error('canary'), 'canary', undefined, null, { code: 7 }])(
    'in another way means that Drift is unavailable (%p)',
    (error) => {
      expect(failureOfCall(error).code).toBe('upstream_unavailable');
    },
  );

  it('keeps its error as the cause, and says nothing of it', () => {
    const error = withCode('ECONNRESET');
    expect(failureOfCall(error).cause).toBe(error);
    expect(failureOfCall(error).message).not.toContain('canary');
  });
});
