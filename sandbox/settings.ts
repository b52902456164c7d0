// What must a newcomer copy and type? The screen of `npm run sandbox`.

import { randomBytes } from 'node:crypto';
import { cast } from './cast.ts';

export type SandboxSettings = {
  /** Where the sandbox listens. */
  readonly url: string;
  readonly token: string;
  readonly webhookToken: string;
  /** Where webhooks are sent; undefined: nowhere. */
  readonly webhookUrl: string | undefined;
  /** The key that session tokens are signed with; see `freshSecret`. */
  readonly sessionSecret: string;
};

/** What the lines for `.env` are made of. */
type Pointing = Omit<SandboxSettings, 'webhookUrl'>;

/** A new secret: 32 random bytes as text, good for SESSION_SECRET and for tokens nobody has chosen. */
export const freshSecret = (): string => randomBytes(32).toString('base64url');

/** A secret of our own making stands as it is; any other is written so that commas and prefixes mean nothing. */
const secretText = (secret: string): string =>
  /^[\w.~+/=-]+$/.test(secret) ? secret : `base64:${Buffer.from(secret).toString('base64')}`;

/** The lines of `.env` that point `npm start` at the sandbox. */
export const envLines = ({ url, token, webhookToken, sessionSecret }: Pointing): string[] => [
  `DRIFT_API_URL=${url}`,
  `DRIFT_TOKEN=${secretText(token)}`,
  `DRIFT_WEBHOOK_TOKEN=${secretText(webhookToken)}`,
  `SESSION_SECRET=${sessionSecret}`,
  'SESSION_ISSUER=https://www.example.com',
  'SESSION_AUDIENCE=drift-attribute-proxy',
];

const changeOfPlan = ({ url, token }: SandboxSettings): string =>
  `curl -X PATCH -H 'Authorization: Bearer ${token}' -d '{"attributes":{"plan":"free"}}' ${url}/contacts/${cast[0]?.contact.id}`;

/** The text that `npm run sandbox` prints: what runs, what goes into `.env`, what to run next, whom to try. */
export const sandboxScreen = (settings: SandboxSettings): string =>
  [
    `A stand-in of Drift's contact API listens on ${settings.url}`,
    '',
    `  token          ${settings.token}`,
    `  webhook token  ${settings.webhookToken}`,
    `  webhooks go    ${settings.webhookUrl === undefined ? 'nowhere' : `to ${settings.webhookUrl}`}`,
    '',
    'Put these lines into a file named .env:',
    '',
    ...envLines(settings),
    '',
    'Then, in another terminal:',
    '',
    '  npm run build && npm start',
    '  npx drift-attribute-proxy token --sub user-ada',
    '',
    'Change a contact, and its next answer shows it:',
    '',
    `  ${changeOfPlan(settings)}`,
    '',
    'Contacts to try with --sub:',
    '',
    ...cast.map(({ externalId, name, about }) => `  ${externalId.padEnd(10)} ${name}: ${about}`),
    '',
  ].join('\n');
