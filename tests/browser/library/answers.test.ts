// What does a page learn from each answer that the proxy can give? Every code of the catalogue, in a real browser.

import type { RequestListener } from 'node:http';
import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type ErrorCode, errorCatalogue } from '../../../server/errors.ts';
import { describeInChromium } from '../../support/chromium.ts';
import { begin, heardOn, opening, ready } from './visitor.ts';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

const expectedStatus = (status: number): string => {
  if (status === 401) return 'unauthenticated';
  return status === 429 || status >= 500 ? 'failed' : 'refused';
};

const problem =
  (code: ErrorCode, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    const { status, title } = errorCatalogue[code];
    response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers });
    response.end(JSON.stringify({ type: 'about:blank', title, status, code, requestId: 'r-1' }));
  };

const body = (plan: string, stale = false) =>
  JSON.stringify({ known: true, attributes: { plan }, asOf: '2026-11-22T10:00:00.000Z', stale });

describeInChromium('an answer', () => {
  const here = opening();
  beforeAll(() => here.page.goto(`${here.stand.site}/`));
  beforeEach(() => {
    here.stand.reset();
    here.complaints.length = 0;
  });

  /** The first answers come from the list, in order; the last one goes on. */
  const answerWith = (...answers: readonly RequestListener[]): void => {
    const left = [...answers];
    here.stand.answerInstead((request, response) =>
      ((left.length > 1 ? left.shift() : left[0]) as RequestListener)(request, response),
    );
  };
  const ok =
    (text: string): RequestListener =>
    (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
      response.end(text);
    };
  /** Only what the browser itself says of a failed request. */
  const expectNoOtherComplaint = (): void => {
    expect(here.complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
  };

  it.each(codes.map((code) => [code, errorCatalogue[code].status] as const))(
    '%s (%i) is told by its code, and nothing throws',
    async (code, status) => {
      answerWith(problem(code));
      await begin(here.page, { baseUrl: '', timeout: 1_000 });
      const outcome = await ready(here.page);
      expect([outcome.status, outcome.reason]).toEqual([expectedStatus(status), code]);
      expect(outcome.attributes).toEqual({});
      expect(await heardOn(here.page)).toEqual(
        outcome.status === 'unauthenticated' ? [] : [`error ${outcome.status} -`],
      );
      expectNoOtherComplaint();
      await here.page.evaluate(() => attributes.close());
    },
  );

  it('that says Retry-After is asked for again after it, once', async () => {
    const codes = ['too_many_requests', 'upstream_busy', 'overloaded'] as const;
    const askedFor = (code: string): number =>
      here.stand.asked.filter(({ path }) => path.endsWith(`fields=${code}`)).length;
    here.stand.answerInstead((request, response) => {
      const code = codes.find((code) => request.url?.endsWith(code)) ?? 'overloaded';
      const answer = askedFor(code) > 1 ? ok(body('pro')) : problem(code, { 'Retry-After': '1' });
      answer(request, response);
    });
    const outcomes = await here.page.evaluate(
      (codes) =>
        Promise.all(
          codes.map(async (code) => {
            const visitor = DriftAttributes.createDriftAttributes({
              ...{ baseUrl: '', fields: [code], timeout: 100 },
            });
            const { status } = await visitor.ready();
            const later = new Promise<string>((resolve) => visitor.on('ready', (now) => resolve(now.status)));
            return [code, status, await later];
          }),
        ),
      codes,
    );
    expect(outcomes).toEqual(codes.map((code) => [code, 'timeout', 'ready']));
    expect(codes.map(askedFor)).toEqual([2, 2, 2]);
  });

  it('401 is asked for again with a new token, once', async () => {
    answerWith(problem('token_expired'), ok(body('pro')));
    await here.page.evaluate(() => {
      const tokens = ['token-1', 'token-2', 'token-3'];
      globalThis.attributes = DriftAttributes.createDriftAttributes({
        ...{ baseUrl: '', getToken: () => tokens.shift() },
      });
    });
    expect((await ready(here.page)).status).toBe('ready');
    expect(here.stand.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it('401 is not asked for again with the same token', async () => {
    answerWith(problem('token_invalid'));
    await begin(here.page, { baseUrl: '', token: 'the-same' });
    expect((await ready(here.page)).status).toBe('unauthenticated');
    expect(here.stand.asked.length).toBe(1);
  });

  it('that is stale is used at once, and asked for once more', async () => {
    answerWith(ok(body('free', true)), ok(body('pro', true)));
    await begin(here.page, { baseUrl: '' });
    expect(await ready(here.page)).toMatchObject({
      status: 'ready',
      stale: true,
      attributes: { plan: 'free' },
    });
    await here.page.waitForFunction(() => attributes.get('plan', '') === 'pro');
    expect(here.stand.asked.length).toBe(2);
    expect(await here.page.evaluate(() => attributes.stale)).toBe(true);
    expectNoOtherComplaint();
  });

  it('that pollutes prototypes pollutes nothing', async () => {
    answerWith(
      ok(
        '{"known":true,"attributes":{"__proto__":"polluted","constructor":"x","plan":"pro"},"asOf":"2026-11-22T10:00:00.000Z","stale":false,"__proto__":{"known":false}}',
      ),
    );
    await begin(here.page, { baseUrl: '' });
    await ready(here.page);
    const seen = await here.page.evaluate(() => [
      attributes.get('plan', ''),
      ({} as Record<string, unknown>)['plan'],
      Object.getPrototypeOf({}) === Object.prototype,
    ]);
    expect(seen).toEqual(['pro', undefined, true]);
  });
});
