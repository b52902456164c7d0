// What stands around the rendered page? A document with its data in a block that no value can break out of.

import { type AttributesBody, serializeBootstrap } from 'drift-attribute-proxy/client/server';

export const documentWith = (
  html: string,
  data: AttributesBody | null,
  hasSession: boolean,
): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <title>Rendered on the server</title>
    <script type="module" src="/client.js"></script>
  </head>
  <body>
    <main id="root" data-session="${hasSession ? 'yes' : 'no'}">${html}</main>
    <script type="application/json" id="drift-attributes">${serializeBootstrap(data)}</script>
  </body>
</html>
`;
