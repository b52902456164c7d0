// Does everything that the library offers do in a real browser what its types say? Each method once, as a page uses it.

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeInChromium } from '../../support/chromium.ts';
import { begin, changePlan, heardOn, ready, signIn, visiting } from './visitor.ts';

/** No address or none that a request could go to, and no field at all. */
const mistakes: readonly unknown[] = [
  {},
  { baseUrl: 7 },
  { baseUrl: 'http://[' },
  { baseUrl: 'http://' },
  { baseUrl: 'ftp://attributes.example.com' },
  { baseUrl: 'https://attributes.example.com/?a=1' },
  { baseUrl: '', fields: [] },
];

describeInChromium('in a page', () => {
  const here = visiting();
  beforeEach(async () => {
    await change('enterprise');
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    await here.page.goto(`${here.stand.site}/`);
    await begin(here.page, { baseUrl: '' });
  });
  afterEach(() => expect(here.complaints).toEqual([]));

  /** Drift's answer is another now, and the proxy knows that it has to ask. */
  const change = async (plan: string): Promise<void> => {
    await changePlan(here.stand, plan);
  };

  it('ready() gives what is known of the visitor', async () => {
    const { asOf, ...rest } = await ready(here.page);
    expect(rest).toMatchObject({
      ...{ status: 'ready', reason: undefined, known: true, stale: false },
      attributes: { first_name: 'Ada', company: 'Lumen Freight', city: 'Port Alder', plan: 'enterprise' },
    });
    expect(new Date(asOf ?? '').toISOString()).toBe(asOf);
  });

  it('ready() of somebody whom Drift does not know is ready, and nothing is known', async () => {
    await signIn(here.context, here.stand.site, here.stand.proxy.token({ sub: 'nobody-in-drift' }));
    expect(await ready(here.page)).toMatchObject({ status: 'ready', known: false, attributes: {} });
  });

  it('get() gives the value, or the fallback while there is none', async () => {
    const before = await here.page.evaluate(() => attributes.get('first_name', 'friend'));
    await ready(here.page);
    const after = await here.page.evaluate(() => [
      attributes.get('first_name', 'friend'),
      attributes.get('no_such_attribute', 'nothing'),
      attributes.get('constructor', 'nothing'),
      attributes.get('__proto__', 'nothing'),
      attributes.get('toString', undefined),
    ]);
    expect([before, after]).toEqual(['friend', ['Ada', 'nothing', 'nothing', 'nothing', undefined]]);
  });

  it('all() and getSnapshot() are frozen, and the same until something changes', async () => {
    await ready(here.page);
    const seen = await here.page.evaluate(async () => {
      const [all, snapshot] = [attributes.all(), attributes.getSnapshot()];
      await attributes.refresh();
      return {
        frozen: [all, snapshot, snapshot.attributes].map(Object.isFrozen),
        same: [attributes.all() === all, attributes.all() === attributes.getSnapshot().attributes],
      };
    });
    expect(seen).toEqual({ frozen: [true, true, true], same: [true, true] });
  });

  it('known, asOf and stale say what the snapshot says', async () => {
    await ready(here.page);
    const [own, snapshot] = await here.page.evaluate(() => [
      { known: attributes.known, asOf: attributes.asOf, stale: attributes.stale },
      attributes.getSnapshot(),
    ]);
    expect(snapshot).toMatchObject({ ...own, known: true });
  });

  it('refresh() brings a change, told once', async () => {
    await ready(here.page);
    await change('pro');
    const { attributes } = await here.page.evaluate(() => globalThis.attributes.refresh());
    expect(attributes['plan']).toBe('pro');
    await here.page.evaluate(() => globalThis.attributes.refresh());
    expect(await heardOn(here.page)).toEqual([
      'change ready enterprise',
      'ready ready enterprise',
      'change ready pro',
    ]);
  });

  it("on('ready') tells who listens afterwards too, and what it gives ends it", async () => {
    await ready(here.page);
    const told = await here.page.evaluate(async () => {
      const told: string[] = [];
      attributes.on('ready', ({ status }) => told.push(`late ${status}`));
      attributes.on('ready', () => told.push('ended'))();
      await new Promise((resolve) => setTimeout(resolve));
      return told;
    });
    expect(told).toEqual(['late ready']);
  });

  it('subscribe() asks, tells without arguments of each new snapshot, and ends', async () => {
    const told = await here.page.evaluate(async () => {
      const told: number[] = [];
      const end = attributes.subscribe((...given: unknown[]) => told.push(given.length));
      await attributes.ready();
      const whileListening = told.length;
      end();
      attributes.clear();
      return { told, whileListening, after: told.length };
    });
    expect(told.whileListening).toBeGreaterThan(0);
    expect(told.after).toBe(told.whileListening);
    expect(new Set(told.told)).toEqual(new Set([0]));
    expect(here.stand.methodsAsked()).toEqual(['GET']);
  });

  it('clear() lets go of everything at once and asks for nothing', async () => {
    await ready(here.page);
    const after = await here.page.evaluate(() => {
      attributes.clear();
      return attributes.getSnapshot();
    });
    expect(after).toMatchObject({ status: 'pending', known: false, attributes: {}, asOf: undefined });
    expect((await heardOn(here.page)).at(-1)).toBe('change pending -');
    expect(here.stand.methodsAsked()).toEqual(['GET']);
  });

  it('clear() drops an answer that is under way, and refresh() begins anew', async () => {
    const release = here.stand.hold();
    const late = here.page.evaluate(() => {
      const asked = attributes.ready();
      setTimeout(() => attributes.clear(), 20);
      return asked;
    });
    expect((await late).known).toBe(false);
    release();
    expect(await here.page.evaluate(() => attributes.known)).toBe(false);
    expect((await here.page.evaluate(() => attributes.refresh())).attributes['plan']).toBe('enterprise');
  });

  it('close() ends it for good, and what is known stays readable', async () => {
    await ready(here.page);
    const after = await here.page.evaluate(async () => {
      attributes.close();
      await attributes.refresh();
      await attributes.ready();
      return attributes.get('first_name', 'friend');
    });
    expect(after).toBe('Ada');
    expect(here.stand.methodsAsked()).toEqual(['GET']);
  });

  it('close() before an answer resolves whoever waits', async () => {
    const release = here.stand.hold();
    const { reason, known } = await here.page.evaluate(() => {
      setTimeout(() => attributes.close(), 20);
      return attributes.ready();
    });
    release();
    expect({ reason, known }).toEqual({ reason: 'closed', known: false });
  });

  it('a listener that throws is reported to the page, and the others hear all the same', async () => {
    await here.page.evaluate(() => {
      attributes.on('ready', () => {
        throw new Error('a mistake of the page');
      });
      attributes.on('ready', () => heard.push('the next one'));
    });
    expect((await ready(here.page)).status).toBe('ready');
    expect(await heardOn(here.page)).toContain('the next one');
    expect(here.complaints.splice(0).join()).toContain('a mistake of the page');
  });

  it('options that cannot work are a mistake that is told when it is made', async () => {
    const thrown = await here.page.evaluate((mistakes) => {
      const told = (options: unknown): string => {
        try {
          DriftAttributes.createDriftAttributes(options as { baseUrl: string });
          return 'nothing';
        } catch (error) {
          return (error as Error).name;
        }
      };
      return mistakes.map((options) => [JSON.stringify(options), told(options)]);
    }, mistakes);
    expect(thrown).toEqual(mistakes.map((options) => [JSON.stringify(options), 'TypeError']));
  });
});
