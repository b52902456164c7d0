// A path is one path: what merely resembles it is not found, and no header makes it another.

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { askRaw } from '../support/raw-http.ts';

let proxy: RunningProxy;
beforeAll(async () => {
  proxy = await startProxy();
});
afterAll(() => proxy.stop());

const answerTo = async (target: string, headers: readonly (readonly [string, string])[] = []) => {
  const { status, text } = await askRaw(proxy.url, target, [
    ['Authorization', proxy.bearer().Authorization],
    ...headers,
  ]);
  return [status, JSON.parse(text).code];
};

describe('a path', () => {
  it.each([
    '/V1/me/attributes',
    '/v1/ME/attributes',
    '/v1/me/attributes/',
    '/v1/me/attributes//',
    '//v1/me/attributes',
    '/v1//me/attributes',
    '/./v1/me/attributes',
    '/v1/me/../me/attributes',
    '/v1/x/..%2fme/attributes',
    '/v1%2fme%2fattributes',
    '/v1/me%2fattributes',
    '/v1/me/attributes%2f',
    '/v1/me/attributes%00',
    '/v1/me%00/attributes',
    '/v1/me/%61ttributes',
    '/v1/me/attributes;a=b',
    '/v1/me;/attributes',
    '/v1/me/attributes.json',
    '/v1/me/attributes%20',
    '/v1/me/attributes%',
    '/v1/me/attributes%zz',
    '/v1/me/attributes%c0%af',
    '/v1/me/attributes%23',
    '/v1/me/attributes%3ffields=plan',
    '/v1/me',
    '/healthz/',
    '/Healthz',
    '/healthz/v1/me/attributes',
    '/v1/me/attributes/../../../healthz',
  ])('%s is not found', async (target) => {
    expect(await answerTo(target)).toEqual([404, 'not_found']);
  });

  it.each([
    '/v1/me/attributes#',
    '/v1\\me\\attributes',
    '/v1/me\\attributes?x',
    '/v1/me/attributes?x=y#z',
    'v1/me/attributes',
    '?',
  ])('%s is no path', async (target) => {
    expect(await answerTo(target)).toEqual([400, 'request_invalid']);
  });

  it.each([
    '/v1/me/attributes',
    '/v1/me/attributes?',
    '/v1/me/attributes?x=/../y',
    '/v1/me/attributes?%00=%ff&=&&;',
  ])('%s is found', async (target) => {
    expect(await answerTo(target)).toEqual([200, undefined]);
  });

  it('was looked up for none of those that were not found', () => {
    expect(proxy.sandbox.calls.count()).toBe(1);
  });
});
