// What if the answer takes long? The page shows its fallbacks in time, and the late answer comes as a change.

import { beforeEach, expect, it } from '@jest/globals';
import { describeInChromium } from '../../support/chromium.ts';
import { begin, heardOn, planOn, ready, signIn, visiting } from './visitor.ts';

describeInChromium('an answer that comes after the time-out', () => {
  const here = visiting();
  beforeEach(async () => {
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    await here.page.goto(`${here.stand.site}/`);
  });

  it('comes as a change, to one request alone', async () => {
    const release = here.stand.hold();
    await begin(here.page, { baseUrl: '', timeout: 60 });
    expect(await ready(here.page)).toMatchObject({
      status: 'timeout',
      reason: undefined,
      known: false,
      attributes: {},
    });
    expect(await heardOn(here.page)).toEqual([]);
    release();
    await planOn(here.page, 'enterprise');
    expect(await heardOn(here.page)).toEqual(['change ready enterprise', 'ready ready enterprise']);
    expect(here.stand.methodsAsked()).toEqual(['GET']);
    expect(here.complaints).toEqual([]);
  });

  it('is what ready() gives when it is asked again', async () => {
    const release = here.stand.hold();
    await begin(here.page, { baseUrl: '', timeout: 60 });
    await ready(here.page);
    release();
    await planOn(here.page, 'enterprise');
    expect(await ready(here.page)).toMatchObject({ status: 'ready', attributes: { plan: 'enterprise' } });
  });

  it('does not hold ready() back for longer than was said', async () => {
    here.stand.hold();
    await begin(here.page, { baseUrl: '', timeout: 60 });
    const took = await here.page.evaluate(async () => {
      const began = performance.now();
      await attributes.ready();
      return performance.now() - began;
    });
    expect(took).toBeGreaterThanOrEqual(50);
    expect(took).toBeLessThan(1_000);
  });

  it('is not waited for when getToken does not come to an end', async () => {
    const status = await here.page.evaluate(async () => {
      const never = DriftAttributes.createDriftAttributes({
        ...{ baseUrl: '', timeout: 60, getToken: () => new Promise<string>(() => {}) },
      });
      return (await never.ready()).status;
    });
    expect(status).toBe('timeout');
    expect(here.stand.asked).toEqual([]);
  });
});
