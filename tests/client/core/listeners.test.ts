// Who is told what, and when?

import { describe, expect, it } from '@jest/globals';
import type { DriftAttributesOptions } from '../../../client/api.ts';
import { createDriftAttributes } from '../../../client/drift-attributes.ts';
import { ada, answers, createPage, type Reply, refuses } from '../page-in-hand.ts';

const open = (options: Partial<DriftAttributesOptions> = {}, ...replies: readonly Reply[]) => {
  const page = createPage();
  if (replies.length > 0) page.replies(...replies);
  const attributes = createDriftAttributes({ baseUrl: '', ...options }, page.world);
  const heard: string[] = [];
  for (const event of ['change', 'ready', 'error'] as const) {
    attributes.on(event, ({ status }) => heard.push(`${event} ${status}`));
  }
  attributes.subscribe(() => heard.push('snapshot'));
  return { page, attributes, heard };
};

const grace = { ...ada, attributes: { first_name: 'Grace' }, asOf: '2026-11-22T10:05:00.000Z' };

describe('listeners', () => {
  it('hear of the first answer', async () => {
    const { attributes, heard } = open();
    await attributes.ready();
    expect(heard).toEqual(['snapshot', 'change ready', 'ready ready']);
  });

  it('hear of another answer, not of the same one', async () => {
    const { attributes, heard } = open({}, answers(), answers(), answers(grace));
    await attributes.ready();
    heard.length = 0;
    await attributes.refresh();
    expect(heard).toEqual([]);
    await attributes.refresh();
    expect(heard).toEqual(['snapshot', 'change ready']);
  });

  it('hear of no change when only the order of the attributes, or asOf, is another', async () => {
    const { first_name, ...others } = ada.attributes;
    const other = { ...ada, attributes: { ...others, first_name }, asOf: grace.asOf };
    const { attributes, heard } = open({}, answers(), answers(other));
    await attributes.ready();
    const before = attributes.all();
    heard.length = 0;
    await attributes.refresh();
    expect(heard).toEqual(['snapshot']);
    expect(attributes.all()).toBe(before);
  });

  it('hear of a visitor who has become known', async () => {
    const { attributes, heard } = open(
      {},
      answers({ ...ada, known: false, attributes: {} }),
      answers({ ...ada, attributes: {} }),
    );
    await attributes.ready();
    heard.length = 0;
    await attributes.refresh();
    expect(heard).toContain('change ready');
  });

  it('hear of each failure, and what is known stays', async () => {
    const { attributes, heard } = open({}, answers(), refuses(500, 'internal'));
    await attributes.ready();
    heard.length = 0;
    expect(await attributes.refresh()).toMatchObject({ status: 'failed', reason: 'internal', ...ada });
    expect(heard).toEqual(['snapshot', 'error failed']);
    await attributes.refresh();
    expect(heard).toEqual(['snapshot', 'error failed', 'error failed']);
  });

  it.each([
    [401, 'token_expired', 'unauthenticated'],
    [403, 'not_allowed', 'refused'],
  ])('hear after %i that nothing is known any more', async (code, reason, status) => {
    const { attributes, heard } = open({}, answers(), refuses(code, reason));
    await attributes.ready();
    heard.length = 0;
    expect(await attributes.refresh()).toMatchObject({ status, reason, known: false, attributes: {} });
    expect(heard).toContain(`change ${status}`);
  });

  it('who come after the answer hear of it in a moment, once', async () => {
    const { page, attributes } = open();
    await attributes.ready();
    const heard: unknown[] = [];
    attributes.on('ready', (snapshot) => heard.push(snapshot));
    attributes.on('ready', () => heard.push('never'))();
    expect(heard).toEqual([]);
    await page.settle();
    await attributes.refresh();
    expect(heard).toEqual([attributes.getSnapshot()]);
  });

  it('are told no more once they have ended it, even by a listener before them', async () => {
    const page = createPage();
    const attributes = createDriftAttributes({ baseUrl: '' }, page.world);
    const heard: string[] = [];
    attributes.on('change', () => {
      heard.push('first');
      endSecond();
    });
    const endSecond = attributes.on('change', () => heard.push('second'));
    await attributes.ready();
    expect(heard).toEqual(['first']);
  });

  it('are told as often as they were added, and ended one by one', async () => {
    const page = createPage();
    const attributes = createDriftAttributes({ baseUrl: '' }, page.world);
    let told = 0;
    const listener = () => {
      told += 1;
    };
    attributes.on('change', listener);
    attributes.on('change', listener)();
    await attributes.ready();
    expect(told).toBe(1);
  });

  it('that throw are reported and harm nobody', async () => {
    const page = createPage();
    const attributes = createDriftAttributes({ baseUrl: '' }, page.world);
    const error = new Error('of the page');
    const heard: string[] = [];
    const fail = () => {
      throw error;
    };
    attributes.on('change', fail);
    attributes.on('ready', fail);
    attributes.subscribe(fail);
    attributes.on('change', () => heard.push('change'));
    expect((await attributes.ready()).status).toBe('ready');
    expect(heard).toEqual(['change']);
    expect(page.reported).toEqual([error, error, error]);
  });

  it('may ask again themselves', async () => {
    const { page, attributes } = open({}, refuses(500, 'internal'), answers());
    attributes.on('error', () => attributes.refresh());
    expect((await attributes.ready()).status).toBe('failed');
    await page.settle();
    expect(attributes.getSnapshot().status).toBe('ready');
  });
});

describe('a snapshot', () => {
  it('is the same object until something is another', async () => {
    const { page, attributes } = open({}, answers(), answers(), answers(grace));
    const pending = attributes.getSnapshot();
    expect(attributes.getSnapshot()).toBe(pending);
    await attributes.ready();
    const first = attributes.getSnapshot();
    await attributes.refresh();
    expect(attributes.getSnapshot()).toBe(first);
    await attributes.refresh();
    expect(attributes.getSnapshot()).not.toBe(first);
    expect(first.attributes['first_name']).toBe('Ada');
    await page.settle();
  });
});

describe('a bootstrap', () => {
  it('is the answer, and nothing is asked', async () => {
    const { page, attributes } = open({ bootstrap: ada });
    expect(attributes.getSnapshot()).toEqual({ status: 'ready', reason: undefined, ...ada });
    expect((await attributes.ready()).attributes['first_name']).toBe('Ada');
    await page.pass(3_600_000);
    expect(page.sent).toEqual([]);
  });

  it('is asked anew by refresh()', async () => {
    const { page, attributes } = open({ bootstrap: ada }, answers(grace));
    expect((await attributes.refresh()).attributes).toEqual(grace.attributes);
    expect(page.sent).toHaveLength(1);
  });

  it('that is none is as if it were not there', async () => {
    const { page, attributes } = open({ bootstrap: JSON.parse('{"nonsense":true}') });
    expect(attributes.getSnapshot().status).toBe('pending');
    await attributes.ready();
    expect(page.sent).toHaveLength(1);
  });
});
