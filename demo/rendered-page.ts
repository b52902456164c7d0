// What does a page look like that is personal before any script runs? The server writes the answer into it, twice: to read and to go on from.

import type { AttributesBody } from '../server/http/contract.ts';

type Parts = {
  /** Null for a visitor of whom nothing was learned. */
  readonly answer: AttributesBody | null;
  /** The answer again, as JSON that is safe inside a script element. */
  readonly bootstrap: string;
  readonly isSignedIn: boolean;
};

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** Both sides of a condition, one of them hidden: what the script later shows and hides is there from the first. */
const either = (name: string, text: string | undefined, personal: (value: string) => string, usual: string) =>
  [
    `<span data-drift-if="${name}"${text === undefined ? ' hidden' : ''}>${personal(`<bdi data-drift-text="${name}">${escaped(text ?? '')}</bdi>`)}</span>`,
    `<span data-drift-if="!${name}"${text === undefined ? '' : ' hidden'}>${usual}</span>`,
  ].join('\n            ');

const signIn = `<p class="way-sign-in"><a href="/">Sign in on the first page</a> to see it change.</p>`;

const plans = (plan: string | undefined): string =>
  `<fieldset class="way-plans" id="plans">
          <legend>Your plan in Drift: <strong id="plan" data-drift-text="plan">${escaped(plan ?? 'none')}</strong>. Change it to</legend>
          <button type="button" class="action" value="free">free</button>
          <button type="button" class="action" value="pro">pro</button>
          <button type="button" class="action" value="enterprise">enterprise</button>
        </fieldset>`;

export const renderedPage = ({ answer, bootstrap, isSignedIn }: Parts): string => {
  const textOf = (name: string): string | undefined => {
    const value = answer?.attributes[name];
    return typeof value === 'string' ? value : undefined;
  };
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Server-rendered: the demo of drift-attribute-proxy</title>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/style.css">
    <link rel="stylesheet" href="/inspector.css">
    <link rel="stylesheet" href="/ways.css">
    <script type="application/json" id="drift-attributes">${bootstrap}</script>
    <script defer src="/sdk/v1/drift-attributes.js"></script>
    <script type="module" src="/rendered.js"></script>
  </head>
  <body>
    <header class="bar">
      <p class="bar-name"><span class="bar-product">drift-attribute-proxy</span> demo</p>
      <nav class="bar-ways" aria-label="The library in three ways">
        <a href="/">Script tag</a>
        <a href="/react">React</a>
        <a href="/rendered" aria-current="page">Server-rendered</a>
      </nav>
    </header>
    <main class="stage">
      <section class="storefront way" aria-label="Mossworth, an invented company">
        <p class="logo">Mossworth</p>
        <div class="hero" aria-live="polite">
          <h1>
            ${either('first_name', textOf('first_name'), (name) => `Good to see you, ${name}.`, 'Plants that turn up to work.')}
          </h1>
          <p class="lead">
            ${either('company', textOf('company'), (company) => `The plants at ${company} are in good leaf.`, 'We bring living plants to your office and look after them.')}
          </p>
        </div>
        ${isSignedIn ? plans(textOf('plan')) : signIn}
      </section>
      <section class="panel panel-got" aria-labelledby="how-title">
        <h2 id="how-title">How this page does it</h2>
        <section class="code" aria-label="The code, as text" tabindex="0"><pre>const answer = await fetchAttributes(request, {
  baseUrl: 'http://127.0.0.1:8080',
  cookie: 'session',
});
response.send(pageFor(answer, serializeBootstrap(answer)));

// and in the page, for what changes while it is open:
const attributes = createDriftAttributes({
  baseUrl: '',
  live: true,
  bootstrap: readBootstrap(),
});
personalize(attributes);</pre></section>
        <p class="panel-note">The words were there before any script ran: the back end asked, with the visitor's own session. The page asks nothing again, and listens for changes.</p>
      </section>
    </main>
  </body>
</html>
`;
};
