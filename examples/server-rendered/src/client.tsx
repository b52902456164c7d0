// How does the rendered page come to life? With the answer that came with it, so that nothing is asked and nothing jumps.

import { createDriftAttributes } from 'drift-attribute-proxy/client';
import { readBootstrap } from 'drift-attribute-proxy/client/server';
import { hydrateRoot } from 'react-dom/client';
import type { BrowserAttributes } from './attributes.ts';
import { Page } from './page.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element with the id root.');

const visitor = createDriftAttributes<BrowserAttributes>({
  baseUrl: '',
  bootstrap: readBootstrap(),
  // The server has seen whether there is a session; without one nothing is asked, and the console stays clean.
  hasSession: () => root.dataset['session'] === 'yes',
  live: true,
});

hydrateRoot(root, <Page visitor={visitor} />);
