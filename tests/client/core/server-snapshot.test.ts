// What does a server render, and hydration begin with? What came with the page, whatever is known by now.

import { describe, expect, it } from '@jest/globals';
import { createDriftAttributes } from '../../../client/drift-attributes.ts';
import { ada, createPage } from '../page-in-hand.ts';

describe('getServerSnapshot()', () => {
  it('is the bootstrap, also when something else is known by now', async () => {
    const bootstrap = { ...ada, attributes: { first_name: 'Grace' } };
    const attributes = createDriftAttributes({ baseUrl: '', bootstrap }, createPage().world);
    const { getSnapshot, getServerSnapshot } = attributes;
    expect(getServerSnapshot()).toBe(getSnapshot());
    await attributes.refresh();
    expect(getSnapshot().attributes).toEqual(ada.attributes);
    expect(getServerSnapshot().attributes).toEqual({ first_name: 'Grace' });
  });

  it('is nothing without a bootstrap, also when an answer has come', async () => {
    const attributes = createDriftAttributes({ baseUrl: '' }, createPage().world);
    await attributes.ready();
    expect(attributes.getServerSnapshot()).toMatchObject({ status: 'pending', known: false, attributes: {} });
  });

  it('keeps nothing of a visitor who has logged out', () => {
    const attributes = createDriftAttributes({ baseUrl: '', bootstrap: ada }, createPage().world);
    attributes.clear();
    expect(attributes.getServerSnapshot()).toBe(attributes.getSnapshot());
    expect(attributes.getServerSnapshot().attributes).toEqual({});
  });

  it('is there on a server, where there is no page and a path is an address', () => {
    const page = createPage(undefined);
    const world = { ...page.world, page: undefined };
    const attributes = createDriftAttributes({ baseUrl: '/drift', bootstrap: ada }, world);
    expect(attributes.getServerSnapshot().attributes).toEqual(ada.attributes);
    expect(page.sent).toEqual([]);
    expect(page.clock.waiting).toBe(0);
  });
});
