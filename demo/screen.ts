// What should a newcomer open and try? The one screen of `npm run demo`.

import { visitors } from './visitors.ts';

type Screen = {
  /** The origin of the demo site. */
  readonly url: string;
  /** The port that was wished for but taken. */
  readonly taken: number | undefined;
  /** The operator listener of the proxy. */
  readonly adminUrl: string | undefined;
};

const longest = Math.max(...visitors.map(({ name }) => name.length));

export const demoScreen = ({ url, taken, adminUrl }: Screen): string =>
  [
    ...(taken === undefined ? [] : [`Port ${taken} is taken, so the next free one is used.`, '']),
    `Open  ${url}`,
    '',
    'The site of an invented company greets its visitors with what Drift knows about them. Nothing leaves this',
    'machine: Drift is a sandbox with invented people, and the proxy stands between it and the page.',
    '',
    'Try',
    '  - sign in as one of these, and compare what Drift holds with what the browser got:',
    ...visitors.map(({ name, about }) => `      ${name.padEnd(longest)}  ${about}`),
    '  - change the plan of a visitor in Drift, and watch the open page change by itself',
    `  - the same page with React and from a server: ${url}/react, ${url}/rendered`,
    '  - ask the proxy from a terminal, with a token of the demo:',
    '',
    `      curl -s -H "Authorization: Bearer $(curl -s '${url}/demo/token?visitor=user-ada')" ${url}/v1/me/attributes`,
    '',
    ...(adminUrl === undefined ? [] : [`What the proxy counts: ${adminUrl}/metrics`]),
    'Stop with Ctrl+C.',
  ].join('\n');
