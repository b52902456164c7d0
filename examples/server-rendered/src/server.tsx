// Who is this page rendered for? The server asks with the visitor's own session, and waits no longer than it says.

import { createDriftAttributes } from 'drift-attribute-proxy/client';
import { fetchAttributes } from 'drift-attribute-proxy/client/server';
import express from 'express';
import { renderToString } from 'react-dom/server';
import type { BrowserAttributes } from './attributes.ts';
import { documentWith } from './document.ts';
import { forwardTo } from './forward.ts';
import { Page } from './page.tsx';

const proxy = process.env['PROXY_URL'] ?? 'http://localhost:8080';
/** The demo's; on your site, the proxy's SESSION_COOKIE. */
const cookie = process.env['SESSION_COOKIE'] ?? 'mossworth_session';
const port = Number(process.env['PORT'] ?? 3000);

const app = express();
app.disable('x-powered-by');

app.use((_, response, next) => {
  response.set(
    'Content-Security-Policy',
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:",
  );
  next();
});

app.get('/', async (request, response) => {
  let hasSession = true;
  const bootstrap = await fetchAttributes(request, {
    baseUrl: proxy,
    cookie,
    onNull: (reason) => {
      if (reason === 'no_session') hasSession = false;
      else console.warn(`Rendered without attributes: ${reason}`);
    },
  });
  // One for each request: what is known of a visitor must not outlive the page.
  const visitor = createDriftAttributes<BrowserAttributes>({ baseUrl: '', bootstrap });
  const html = renderToString(<Page visitor={visitor} />);
  response.set('Cache-Control', 'private, no-store').send(documentWith(html, bootstrap, hasSession));
});

app.use('/v1', forwardTo(proxy));
app.use(express.static('dist/public'));

app.listen(port, 'localhost', () => console.log(`Open http://localhost:${port}`));
