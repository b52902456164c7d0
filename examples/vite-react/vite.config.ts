// How does the page reach the proxy? On its own origin: in development Vite hands `/v1` on, on your site the web server does.

import { defineConfig } from 'vite';

export default defineConfig({
  server: { proxy: { '/v1': process.env['PROXY_URL'] ?? 'http://localhost:8080' } },
});
