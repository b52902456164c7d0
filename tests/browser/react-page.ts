// What does a page of the React tests load? The application, React's own for a browser, and a store in the test's hands.

import { createElement, type ReactNode, StrictMode } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { createDriftAttributes } from '../../client/drift-attributes.ts';
import { readBootstrap } from '../../client/server/fetch-attributes.ts';
import { createStoreInHand, knownAs, type StoreInHand } from '../client/react/store-in-hand.ts';
import { createVisitorApp } from '../client/react/visitor-app.ts';

export { createStoreInHand, knownAs, nothingKnown } from '../client/react/store-in-hand.ts';
export { createVisitorApp } from '../client/react/visitor-app.ts';

type Store = Pick<StoreInHand, 'subscribe' | 'getSnapshot' | 'getServerSnapshot'>;

const container = (): HTMLElement => document.getElementById('root') as HTMLElement;

/** Whatever React had to say about itself; the console hears of it too. */
export const recovered: string[] = [];
const onRecoverableError = (error: unknown): void => {
  recovered.push(String(error));
};

/** Resolves when effects have run and everything is painted. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0)));
  });

/** With the bootstrap in this page, like a server that renders with one in its hands. */
export const storeOfPage = () => createStoreInHand(knownAs(readBootstrap()?.attributes ?? {}));

/** The library itself. */
export const libraryOfPage = () => createDriftAttributes({ baseUrl: '', bootstrap: readBootstrap() });
export const library = () => createDriftAttributes({ baseUrl: '' });

export const render = async (node: ReactNode, strict = false): Promise<Root> => {
  const root = createRoot(container());
  root.render(strict ? createElement(StrictMode, null, node) : node);
  await settled();
  return root;
};

export const hydrate = async (store: Store) => {
  const before = [...container().querySelectorAll('*')];
  const { app } = createVisitorApp(store);
  hydrateRoot(container(), createElement(StrictMode, null, app()), { onRecoverableError });
  await settled();
  const after = [...container().querySelectorAll('*')];
  return { kept: before.length > 0 && after.every((element, at) => element === before[at]) };
};

export const textOf = (id: string): string => document.getElementById(id)?.innerText ?? '';
