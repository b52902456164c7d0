// What does a page live through? Closed in mid-flight, put aside and brought back, without network, and again with it.

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeInChromium } from '../../support/chromium.ts';
import { until } from '../../support/until.ts';
import { begin, changePlan, openPage, planOn, ready, signIn, visiting } from './visitor.ts';

describeInChromium('a page', () => {
  const here = visiting({ backForwardCache: true });
  beforeEach(async () => {
    await changePlan(here.stand, 'enterprise');
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    await here.page.goto(`${here.stand.site}/`);
  });

  describe('that is closed in mid-flight', () => {
    it('lets go of its request, and another page of the visitor is answered', async () => {
      const gone: boolean[] = [];
      here.stand.answerInstead((_request, response) =>
        response.on('close', () => gone.push(response.writableEnded)),
      );
      const closed = await openPage(here.context);
      await closed.page.goto(`${here.stand.site}/`);
      await begin(closed.page, { baseUrl: '' });
      void closed.page.evaluate(() => void attributes.ready());
      await until('the request is there', () => here.stand.asked.length === 1);
      await closed.page.close();
      await until('the request is gone', () => gone.length === 1);
      expect(gone).toEqual([false]);
      here.stand.reset();
      await begin(here.page, { baseUrl: '' });
      expect((await ready(here.page)).status).toBe('ready');
      expect([...closed.complaints, ...here.complaints]).toEqual([]);
    });

    it('and one that hangs hold no other page back', async () => {
      const hanging = await openPage(here.context);
      await hanging.page.goto(`${here.stand.site}/`);
      await begin(hanging.page, { baseUrl: '' });
      const release = here.stand.hold();
      void hanging.page.evaluate(() => void attributes.ready()).catch(() => {});
      await until('the request is there', () => here.stand.asked.length === 1);
      here.stand.answerInstead(undefined);
      await begin(here.page, { baseUrl: '' });
      expect((await ready(here.page)).status).toBe('ready');
      release();
      await hanging.page.close();
    });

    it('and that was left by a link complains of nothing', async () => {
      here.stand.answerInstead(() => {});
      await begin(here.page, { baseUrl: '' });
      void here.page.evaluate(() => void attributes.ready());
      await until('the request is there', () => here.stand.asked.length === 1);
      await here.page.goto(`${here.stand.site}/next`);
      expect(here.complaints).toEqual([]);
    });
  });

  describe('that was put aside and brought back as it was', () => {
    /** Leaves the page, lets `meanwhile` happen, and goes back. */
    const leaveAndReturn = async (meanwhile: () => Promise<void> | void = () => {}): Promise<void> => {
      await here.page.evaluate(() => {
        addEventListener('pageshow', ({ persisted }) => heard.push(`restored ${persisted}`));
      });
      await here.page.goto(`${here.stand.site}/next`);
      await meanwhile();
      await here.page.evaluate(() => void setTimeout(() => history.back()));
      await here.page.waitForFunction(
        () => 'heard' in globalThis && heard.some((line) => line.startsWith('restored')),
      );
    };
    const wasRestored = () => here.page.evaluate(() => heard.includes('restored true'));

    it.each([[false], [true]])('knows what it knew (live: %s)', async (live) => {
      await begin(here.page, { baseUrl: '', live });
      await ready(here.page);
      if (live) await until('it is live', () => here.stand.streams() === 1);
      await leaveAndReturn();
      expect(await wasRestored()).toBe(true);
      expect(await here.page.evaluate(() => attributes.get('plan', ''))).toBe('enterprise');
      expect(here.complaints).toEqual([]);
    });

    it('holds no stream while it rests, and hears of what has changed meanwhile and later', async () => {
      await begin(here.page, { baseUrl: '', live: true });
      await ready(here.page);
      await until('it is live', () => here.stand.streams() === 1);
      await leaveAndReturn(async () => {
        await until('the stream is let go', () => here.stand.streams() === 0);
        await changePlan(here.stand, 'pro');
      });
      expect(await wasRestored()).toBe(true);
      await planOn(here.page, 'pro');
      await until('it is live again', () => here.stand.streams() === 1);
      await changePlan(here.stand, 'free');
      await planOn(here.page, 'free');
    });
  });

  describe('without network', () => {
    afterEach(() => here.context.setOffline(false));

    it('keeps what it knows when it asks in vain, and is answered when there is network again', async () => {
      await begin(here.page, { baseUrl: '' });
      await ready(here.page);
      await changePlan(here.stand, 'pro');
      await here.context.setOffline(true);
      const offline = await here.page.evaluate(() => attributes.refresh());
      expect([offline.status, offline.reason]).toEqual(['failed', 'unreachable']);
      expect(offline.attributes['plan']).toBe('enterprise');
      await here.context.setOffline(false);
      expect((await here.page.evaluate(() => attributes.refresh())).attributes['plan']).toBe('pro');
      expect(here.complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
    });

    it('that is live hears of a change when there is network again, without being asked', async () => {
      await begin(here.page, { baseUrl: '', live: true });
      await ready(here.page);
      await until('it is live', () => here.stand.streams() === 1);
      await here.context.setOffline(true);
      here.stand.cutStreams();
      await until('the stream is gone', () => here.stand.streams() === 0);
      await changePlan(here.stand, 'pro');
      await here.context.setOffline(false);
      await planOn(here.page, 'pro');
      await until('it is live again', () => here.stand.streams() === 1);
    });
  });
});
