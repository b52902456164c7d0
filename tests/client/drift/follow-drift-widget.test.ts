// Does the page learn who has just given an address in the chat? At a few moments, whenever the widget comes.

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ready, Snapshot } from '../../../client/api.ts';
import { followDriftWidget } from '../../../client/drift/drift-widget.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { createWidgetInHand } from '../../support/widget-in-hand.ts';

const nobodyYet: Ready = {
  status: 'ready',
  reason: undefined,
  known: false,
  attributes: {},
  asOf: '2026-11-22T10:00:00.000Z',
  stale: false,
};

let clock: ManualClock;
let page: { drift?: unknown };

/** Attributes whose answers the test decides; `asked` holds the second of each request. */
const createAttributes = (first: Snapshot = nobodyYet) => {
  const state = { now: first, next: nobodyYet };
  const asked: number[] = [];
  return {
    state,
    asked,
    getSnapshot: () => state.now,
    refresh: async () => {
      asked.push(clock.now() / 1000);
      state.now = state.next;
      return state.next;
    },
  };
};

/** Step by step, because each request is planned when the one before it is answered. */
const pass = async (seconds: number): Promise<void> => {
  for (let step = 0; step < seconds * 10; step += 1) {
    clock.advance(100);
    for (let turn = 0; turn < 3; turn += 1) await undefined;
  }
};

const follow = (
  attributes: ReturnType<typeof createAttributes>,
  widget?: Parameters<typeof followDriftWidget>[1],
  random = 0,
) => followDriftWidget(attributes, widget, { after: clock.after, random: () => random });

const readyWidget = () => {
  const inHand = createWidgetInHand();
  inHand.load();
  return inHand;
};

beforeEach(() => {
  clock = createManualClock();
  page = globalThis as { drift?: unknown };
});

afterEach(() => {
  delete page.drift;
});

describe('after an e-mail capture', () => {
  it('asks after 1, 6, 25 and 65 seconds while the visitor is unknown, and then no more', async () => {
    const attributes = createAttributes();
    const { widget, captureEmail } = readyWidget();
    follow(attributes, widget);
    captureEmail();
    await pass(600);
    expect(attributes.asked).toEqual([1, 6, 25, 65]);
  });

  it('asks a little later when chance says so, and never earlier', async () => {
    const attributes = createAttributes();
    const { widget, captureEmail } = readyWidget();
    follow(attributes, widget, 1);
    captureEmail();
    await pass(600);
    expect(attributes.asked).toEqual([1.2, 7.2, 30, 78]);
  });

  it('stops as soon as the visitor is known', async () => {
    const attributes = createAttributes();
    const { widget, captureEmail } = readyWidget();
    follow(attributes, widget);
    captureEmail();
    await pass(2);
    attributes.state.next = { ...nobodyYet, known: true };
    await pass(600);
    expect(attributes.asked).toEqual([1, 6]);
  });

  it('asks no more when a live update has brought the answer meanwhile', async () => {
    const attributes = createAttributes();
    const { widget, captureEmail } = readyWidget();
    follow(attributes, widget);
    captureEmail();
    await pass(2);
    attributes.state.now = { ...nobodyYet, known: true };
    await pass(600);
    expect(attributes.asked).toEqual([1]);
  });

  it('asks once for a visitor who was known before: the address may be a new one', async () => {
    const known = { ...nobodyYet, known: true };
    const attributes = createAttributes(known);
    attributes.state.next = known;
    const { widget, captureEmail } = readyWidget();
    follow(attributes, widget);
    captureEmail();
    await pass(600);
    expect(attributes.asked).toEqual([1]);
  });

  it('begins anew with another capture, and the first one is dropped', async () => {
    const attributes = createAttributes();
    const { widget, captureEmail } = readyWidget();
    follow(attributes, widget);
    captureEmail();
    await pass(10);
    captureEmail();
    await pass(600);
    expect(attributes.asked).toEqual([1, 6, 11, 16, 35, 75]);
  });

  it('goes on when asking has failed', async () => {
    const attributes = createAttributes();
    attributes.state.next = { ...nobodyYet, status: 'failed', reason: 'unreachable' };
    const { widget, captureEmail } = readyWidget();
    follow(attributes, widget);
    captureEmail();
    await pass(600);
    expect(attributes.asked).toHaveLength(4);
  });

  it.each<[string, Partial<Ready>]>([
    ['the visitor has no session', { status: 'unauthenticated', reason: 'no_session' }],
    ['the page is refused', { status: 'refused', reason: 'origin_refused' }],
    ['the library is closed', { status: 'failed', reason: 'closed' }],
  ])('asks no second time when %s', async (_, part) => {
    const attributes = createAttributes();
    attributes.state.next = { ...nobodyYet, ...part };
    const { widget, captureEmail } = readyWidget();
    follow(attributes, widget);
    captureEmail();
    await pass(600);
    expect(attributes.asked).toEqual([1]);
  });

  it('asks nothing for a visitor without a session, so that the console stays clean', async () => {
    const attributes = createAttributes({ ...nobodyYet, status: 'unauthenticated', reason: 'no_session' });
    const { widget, captureEmail } = readyWidget();
    follow(attributes, widget);
    captureEmail();
    await pass(600);
    expect(attributes.asked).toEqual([]);
  });

  it('asks even if the page itself has never asked', async () => {
    const attributes = createAttributes({ ...nobodyYet, status: 'pending', asOf: undefined });
    const { widget, captureEmail } = readyWidget();
    follow(attributes, widget);
    captureEmail();
    await pass(2);
    expect(attributes.asked).toEqual([1]);
  });

  it.each([0.5, 3])('asks nothing more after a log-out %d seconds later', async (seconds) => {
    const attributes = createAttributes();
    const { widget, captureEmail } = readyWidget();
    follow(attributes, widget);
    captureEmail();
    await pass(seconds);
    const before = attributes.asked.length;
    attributes.state.now = { ...nobodyYet, status: 'pending', asOf: undefined };
    await pass(600);
    expect(attributes.asked).toHaveLength(before);
  });

  it('asks nothing after it has been ended, and leaves no timer and no listener', async () => {
    const attributes = createAttributes();
    const { widget, captureEmail, listening } = readyWidget();
    const end = follow(attributes, widget);
    captureEmail();
    await pass(2);
    end();
    captureEmail();
    await pass(600);
    expect(attributes.asked).toEqual([1]);
    expect(clock.waiting).toBe(0);
    expect(listening()).toEqual([]);
  });
});

describe('a request under way', () => {
  it.each(['ended', 'overtaken by another capture'])(
    'plans no other one when it has been %s',
    async (how) => {
      const answers: (() => void)[] = [];
      const attributes = createAttributes();
      const refresh = (): Promise<Ready> =>
        new Promise((answer) => {
          attributes.asked.push(clock.now() / 1000);
          answers.push(() => answer(nobodyYet));
        });
      const { widget, captureEmail } = readyWidget();
      const end = follow({ ...attributes, refresh }, widget);
      captureEmail();
      await pass(2);
      if (how === 'ended') end();
      else captureEmail();
      answers[0]?.();
      await pass(600);
      expect(attributes.asked).toEqual(how === 'ended' ? [1] : [1, 3]);
    },
  );
});

describe('the widget', () => {
  it('is heard when only its snippet is there at first', async () => {
    const attributes = createAttributes();
    const { widget, load, captureEmail } = createWidgetInHand();
    follow(attributes, widget);
    await pass(30);
    load();
    captureEmail();
    await pass(2);
    expect(attributes.asked).toEqual([31]);
  });

  it('is heard once, although it is ready already and says so again', async () => {
    const attributes = createAttributes();
    const { widget, load, listening } = readyWidget();
    follow(attributes, widget);
    load();
    expect(listening().filter((event) => event === 'emailCapture')).toHaveLength(1);
  });

  it('is found in window.drift when a tag manager brings it later', async () => {
    const attributes = createAttributes();
    follow(attributes);
    await pass(40);
    const { widget, load, captureEmail } = createWidgetInHand();
    page.drift = widget;
    load();
    await pass(30);
    captureEmail();
    await pass(2);
    expect(attributes.asked).toHaveLength(1);
  });

  it('is not listened to after the end even if it cannot be told so', async () => {
    const attributes = createAttributes();
    const { widget, captureEmail } = readyWidget();
    follow(attributes, { on: widget.on, identify: widget.identify, api: {} })();
    captureEmail();
    await pass(2);
    expect(attributes.asked).toEqual([]);
  });

  it('is looked for ten times within 511 seconds, and then no more', async () => {
    let looks = 0;
    Object.defineProperty(page, 'drift', {
      configurable: true,
      get: () => {
        looks += 1;
        return undefined;
      },
    });
    follow(createAttributes());
    expect(looks).toBe(1);
    await pass(510);
    expect(looks).toBe(9);
    await pass(10_000);
    expect(looks).toBe(10);
    expect(clock.waiting).toBe(0);
  });

  it('is not looked for any longer once that has been ended', async () => {
    follow(createAttributes())();
    expect(clock.waiting).toBe(0);
  });

  it('is not mistaken for an element of the page whose id is "drift"', async () => {
    page.drift = { id: 'drift' };
    expect(() => follow(createAttributes())()).not.toThrow();
  });

  it('does the page no harm when it throws', () => {
    const broken = () => {
      throw new Error('not today');
    };
    const attributes = createAttributes();
    expect(() => follow(attributes, { on: broken, off: broken, identify: broken, api: {} })()).not.toThrow();
  });
});
