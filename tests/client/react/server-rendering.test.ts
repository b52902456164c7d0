// A server renders what came with the page, and asks nothing.

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ReactNode } from 'react';
import { loadForServer, reactVersions } from '../../support/react-bundle.ts';
import { createStoreInHand, knownAs, nothingKnown } from './store-in-hand.ts';

type OnServer = typeof import('./visitor-app.ts') & {
  readonly version: string;
  renderToString(node: ReactNode): string;
};

const ada = knownAs({ first_name: 'Ada', company: 'Lumen & <b>', plan: 'pro', tags: ['a', 'b'] });

describe.each(reactVersions)('on a server, with React %s', (version) => {
  let react: OnServer;
  beforeAll(async () => {
    react = await loadForServer<OnServer>('tests/client/react/visitor-app.ts', version);
  });

  const render = (store: ReturnType<typeof createStoreInHand>): string =>
    react.renderToString(react.createVisitorApp(store).app());

  it('runs on the version that is meant', () => {
    expect(react.version.split('.')[0]).toBe(version);
  });

  it('shows what came with the page, as text', () => {
    const html = render(createStoreInHand(ada));
    expect(html).toContain('title="Lumen &amp; &lt;b&gt;">Ada true ready</p>');
    expect(html).toContain('<p id="plan">pro</p><p id="tags">a,b</p>');
  });

  it('shows the fallbacks while nothing is known', () => {
    const html = render(createStoreInHand(nothingKnown));
    expect(html).toContain('title="no company">you false pending</p>');
    expect(html).toContain('<p id="plan">free</p><p id="tags">nobody</p>');
  });

  it('subscribes to nothing, so nothing is asked', () => {
    const store = createStoreInHand(ada);
    render(store);
    expect(store.begun).toBe(0);
  });

  it('renders what the page will begin with, whatever is known by now', () => {
    const store = createStoreInHand(ada);
    store.become(knownAs({ first_name: 'Bo' }));
    expect(render(store)).toContain('Ada true ready');
  });

  it('takes what every object inherits for no attribute', () => {
    expect(render(createStoreInHand(ada))).toContain('<p id="inherited">none none</p>');
  });

  it.each(['everything', 'one'] as const)(
    'says what is missing when %s is read outside a provider',
    (what) => {
      const part = react.createVisitorApp(createStoreInHand(ada)).outside[what];
      expect(() => react.renderToString(part)).toThrow('outside <DriftAttributesProvider>');
    },
  );
});
