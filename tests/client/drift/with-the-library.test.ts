// Do chat and library understand each other? The bridge on the real core, with a network in the test's hands.

import { beforeEach, expect, it } from '@jest/globals';
import { followDriftWidget } from '../../../client/drift/drift-widget.ts';
import { createDriftAttributes } from '../../../client/drift-attributes.ts';
import type { AttributesBody } from '../../../server/http/contract.ts';
import { createWidgetInHand } from '../../support/widget-in-hand.ts';
import { ada, answers, createPage, type Page, refuses } from '../page-in-hand.ts';

const nobodyYet: AttributesBody = { ...ada, known: false, attributes: {} };

let page: Page;

/** One audience's own attributes, as a page in TypeScript has them. */
type Visitor = { readonly first_name: string };

const start = () => {
  const attributes = createDriftAttributes<Visitor>(
    { baseUrl: 'https://attributes.example.com' },
    page.world,
  );
  const chat = createWidgetInHand();
  chat.load();
  followDriftWidget(attributes, chat.widget, page.world);
  return { attributes, chat };
};

const passSeconds = async (seconds: number): Promise<void> => {
  for (let passed = 0; passed < seconds; passed += 1) await page.pass(1_000);
};

beforeEach(() => {
  page = createPage();
});

it('greets by name whoever has become known in the chat', async () => {
  page.replies(answers(nobodyYet), answers(nobodyYet), answers(ada));
  const { attributes, chat } = start();
  await Promise.all([attributes.ready(), page.settle()]);
  expect(attributes.get('first_name', 'friend')).toBe('friend');
  chat.captureEmail();
  await passSeconds(90);
  expect(attributes.get('first_name', 'friend')).toBe('Ada');
  expect(page.sent).toHaveLength(3);
});

it('asks nothing after a log-out', async () => {
  page.replies(answers(nobodyYet));
  const { attributes, chat } = start();
  await Promise.all([attributes.ready(), page.settle()]);
  chat.captureEmail();
  await passSeconds(3);
  const before = page.sent.length;
  attributes.clear();
  await passSeconds(90);
  expect(page.sent).toHaveLength(before);
});

it('asks nothing after the library was closed', async () => {
  page.replies(answers(nobodyYet));
  const { attributes, chat } = start();
  await Promise.all([attributes.ready(), page.settle()]);
  chat.captureEmail();
  attributes.close();
  await passSeconds(90);
  expect(page.sent).toHaveLength(1);
});

it('asks once when the session turns out to have ended', async () => {
  page.replies(answers(nobodyYet), refuses(401, 'token_expired'));
  const { attributes, chat } = start();
  await Promise.all([attributes.ready(), page.settle()]);
  chat.captureEmail();
  await passSeconds(90);
  expect(page.sent).toHaveLength(2);
});
