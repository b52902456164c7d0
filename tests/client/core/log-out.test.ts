// What is left after a log-out, and after the end? Nothing of the visitor who has gone, and nothing under way.

import { describe, expect, it } from '@jest/globals';
import { createDriftAttributes } from '../../../client/drift-attributes.ts';
import { ada, answers, breaks, createPage, hangs, held, type Reply, refuses } from '../page-in-hand.ts';

const open = (...replies: readonly Reply[]) => {
  const page = createPage();
  if (replies.length > 0) page.replies(...replies);
  return { page, attributes: createDriftAttributes({ baseUrl: '' }, page.world) };
};

const empty = { reason: undefined, known: false, attributes: {}, asOf: undefined, stale: false };

describe('clear()', () => {
  it('forgets at once and says so', async () => {
    const { attributes } = open();
    await attributes.ready();
    const heard: unknown[] = [];
    attributes.on('change', (snapshot) => heard.push(snapshot));
    attributes.clear();
    expect(heard).toEqual([{ status: 'pending', ...empty }]);
    expect(attributes.get('first_name', 'you')).toBe('you');
    expect(attributes.known).toBe(false);
  });

  it('never uses an answer to what was asked before', async () => {
    const slow = held();
    const { page, attributes } = open(slow.reply, answers({ ...ada, attributes: { first_name: 'Grace' } }));
    const before = attributes.ready();
    await page.settle();
    attributes.clear();
    expect(page.sent[0]?.init.signal?.aborted).toBe(true);
    expect(await before).toMatchObject({ status: 'unauthenticated', reason: 'no_session', attributes: {} });
    const after = attributes.ready();
    slow.release(answers());
    expect((await after).attributes).toEqual({ first_name: 'Grace' });
    await page.settle();
    expect(attributes.get('first_name', '')).toBe('Grace');
  });

  it.each<[string, Reply]>([
    ['is under way', hangs],
    ['waits for Retry-After', refuses(503, 'overloaded', { 'Retry-After': '5' })],
    ['waits to be sent once more', breaks],
    ['is to be asked once more because it was stale', answers({ ...ada, stale: true })],
  ])('asks nothing again, nor leaves a timer, when a request %s', async (_, reply) => {
    const { page, attributes } = open(reply);
    attributes.ready();
    await page.settle();
    attributes.clear();
    await page.settle();
    expect(page.clock.waiting).toBe(0);
    await page.pass(3_600_000);
    expect(page.sent).toHaveLength(1);
    expect(attributes.getSnapshot().status).toBe('pending');
  });

  it('sends nothing for a token that comes too late', async () => {
    const page = createPage();
    let give: (token: string) => void = () => {};
    const getToken = () =>
      new Promise<string>((resolve) => {
        give = resolve;
      });
    const attributes = createDriftAttributes({ baseUrl: '', getToken }, page.world);
    attributes.ready();
    await page.settle();
    attributes.clear();
    give('too.late.x');
    await page.settle();
    expect(page.sent.filter(({ init }) => !init.signal?.aborted)).toEqual([]);
  });

  it.each([true, false])('does not act on a consent that comes only then: %j', async (given) => {
    const page = createPage();
    let give: (given: boolean) => void = () => {};
    const consent = new Promise<boolean>((resolve) => {
      give = resolve;
    });
    const attributes = createDriftAttributes({ baseUrl: '', consent }, page.world);
    attributes.ready();
    attributes.clear();
    give(given);
    await page.settle();
    expect(attributes.getSnapshot().status).toBe('pending');
    expect(page.sent).toEqual([]);
  });

  it('begins anew: the next answer is a first one again', async () => {
    const { page, attributes } = open();
    let ready = 0;
    attributes.on('ready', () => {
      ready += 1;
    });
    await attributes.ready();
    attributes.clear();
    await attributes.ready();
    expect(ready).toBe(2);
    expect(page.sent).toHaveLength(2);
  });
});

describe('close()', () => {
  it('ends what is under way, and ready() still resolves', async () => {
    const { page, attributes } = open(hangs);
    const ready = attributes.ready();
    await page.settle();
    attributes.close();
    expect(await ready).toMatchObject({ status: 'refused', reason: 'closed' });
    expect(await attributes.ready()).toMatchObject({ status: 'refused', reason: 'closed' });
    await page.settle();
    expect(page.clock.waiting).toBe(0);
  });

  it('keeps what is known, asks nothing more and tells nobody', async () => {
    const { page, attributes } = open();
    await attributes.ready();
    let told = 0;
    attributes.subscribe(() => {
      told += 1;
    });
    attributes.close();
    expect((await attributes.refresh()).attributes['first_name']).toBe('Ada');
    attributes.clear();
    expect(attributes.get('first_name', undefined)).toBeUndefined();
    expect((await attributes.ready()).reason).toBe('closed');
    expect(page.sent).toHaveLength(1);
    expect(told).toBe(0);
  });

  it('before anything was asked asks nothing', async () => {
    const { page, attributes } = open();
    attributes.close();
    expect((await attributes.ready()).reason).toBe('closed');
    expect(page.sent).toEqual([]);
  });
});
