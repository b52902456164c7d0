// Who is looking at this page? Made once for the whole app; nothing is asked before a component wants to know.

import { createDriftAttributes } from 'drift-attribute-proxy/client';
import { type UseDriftAttribute, useDriftAttribute } from 'drift-attribute-proxy/client/react';
import type { BrowserAttributes } from './attributes.ts';

export const visitor = createDriftAttributes<BrowserAttributes>({
  // The page's own origin, where the session cookie is. A proxy elsewhere: 'https://attributes.example.com', with `getToken`.
  baseUrl: '',
  live: true,
  // If your site has a cookie that scripts can read and that says "logged in", look for it here: all others then ask nothing.
  // hasSession: () => document.cookie.includes('logged_in=1'),
});

/** One attribute, with the names and types of our policy. */
export const useVisitor: UseDriftAttribute<BrowserAttributes> = useDriftAttribute;
