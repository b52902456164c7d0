import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { constant } from '../../../config/reloading.ts';
import { checkToken } from '../../../server/drift/token-check.ts';
import { type DriftRoom, openDriftRoom, timeout } from '../../support/drift-room.ts';
import { body, failure, hangUp, json, type Reply, silence } from '../../support/fake-drift.ts';

let room: DriftRoom;
let warnings: string[];

beforeEach(async () => {
  room = await openDriftRoom(silence);
  warnings = [];
});
afterEach(() => room.close());

const check = (): Promise<void> =>
  checkToken({
    ask: room.ask,
    token: constant('DRIFT_TOKEN', 'canary-token'),
    warn: (message) => warnings.push(message),
  });
const warningsAfter = async (reply: Reply): Promise<readonly string[]> => {
  room.drift.reply(reply);
  await check();
  return warnings;
};
/** Drift: Get Token Information. */
const info = (scope?: string): Reply =>
  json({
    access_token: 'canary-token',
    authenticated_userid: 'orgId:123',
    token_type: 'bearer',
    expires_in: 0,
    ...(scope === undefined ? {} : { scope }),
  });

describe('the check of the token at start', () => {
  it('asks Drift once, in the documented form', async () => {
    await warningsAfter(info('contact_read'));
    expect(room.drift.asked).toMatchObject([
      { method: 'POST', url: '/app/token_info', body: '{"access_token":"canary-token"}' },
    ]);
    expect(new Map(room.drift.asked[0]?.headers).get('content-type')).toBe('application/json');
  });

  it.each(['contact_read', 'all_contact_read', 'conversation_read contact_read user_read'])(
    'says nothing of a token with the scope %j',
    async (scope) => {
      expect(await warningsAfter(info(scope))).toEqual([]);
    },
  );

  it('says nothing when Drift does not tell the scope', async () => {
    expect(await warningsAfter(info())).toEqual([]);
  });

  it.each(['', 'conversation_read', 'contact_write', 'contact_readonly'])(
    'tells of a token with the scope %j what to do',
    async (scope) => {
      expect(await warningsAfter(info(scope))).toEqual([expect.stringMatching(/contact_read.*regenerate/)]);
    },
  );

  it.each([401, 403])('tells of a token that Drift refuses with %i what to do', async (status) => {
    const refusal = failure(status, 'authentication_error', 'The access token is invalid or has expired');
    expect(await warningsAfter(refusal)).toEqual([expect.stringMatching(/DRIFT_TOKEN.*dev\.drift\.com/)]);
  });

  it.each([400, 404, 429, 500, 503])('says nothing of the token when Drift answers %i', async (status) => {
    expect(await warningsAfter(failure(status, 'internal_error', 'no'))).toEqual([]);
  });

  it.each<[string, Reply]>([
    ['is no JSON', body('<h1>Welcome</h1>')],
    ['is cut short', body('{"scope":"conta')],
    ['has a redirect', body('', 302, { location: '/login' })],
    ['has a connection that is reset', hangUp],
    ['has 5 MB', body('x'.repeat(5_000_000))],
  ])('never fails, and warns at most once, when the answer %s', async (_, reply) => {
    expect((await warningsAfter(reply)).length).toBeLessThanOrEqual(1);
  });

  it.each<[string, Reply]>([
    ['is no JSON', body('<h1>Welcome</h1>')],
    ['never comes, because the connection is reset', hangUp],
  ])('says that it could not be done when the answer %s', async (_, reply) => {
    expect(await warningsAfter(reply)).toEqual([expect.stringContaining('could not be asked')]);
  });

  it.each<[number, string]>([
    [200, 'answered'],
    [401, 'upstream_rejected'],
    [403, 'upstream_rejected'],
    [503, 'upstream_unavailable'],
    [429, 'upstream_busy'],
    [400, 'answered'],
    [404, 'answered'],
    [302, 'answered'],
  ])('counts as a call to Drift: %i as %s', async (status, outcome) => {
    await warningsAfter(body('{}', status));
    expect(room.outcomes.map(([told]) => told)).toEqual([outcome]);
  });

  it('ends with DRIFT_TIMEOUT', async () => {
    const checked = check();
    await room.drift.hasBeenAsked(1);
    room.clock.advance(timeout);
    await checked;
    expect(warnings).toEqual([expect.stringContaining('could not be asked')]);
  });

  it.each<[string, Reply]>([
    ['good', info('contact_read')],
    ['bad', info('contact_write')],
    ['refused', body('canary-token', 401)],
  ])('never shows the token (%s)', async (_, reply) => {
    expect((await warningsAfter(reply)).join()).not.toContain('canary');
  });
});
