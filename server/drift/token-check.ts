// Is our token good for contacts? Asks Drift once at start; says what to do, and never stops anything.

import { z } from 'zod';
import type { Reloading } from '../../config/reloading.ts';
import { ProxyError } from '../errors.ts';
import type { Ask, Read } from './asking.ts';
import { parseDriftJson } from './json.ts';
import type { DriftResponse } from './transport.ts';
import { verdictOn } from './verdict.ts';

/** Drift: Get Token Information. Not wrapped in `data`; `scope` is separated by spaces. */
const tokenInfo = z.object({ scope: z.string().optional() });

const regenerate =
  'Drift gives new scopes only to new tokens: regenerate the token after changing the scopes of the app.';
const unanswered =
  'Drift could not be asked about DRIFT_TOKEN at start. Requests will ask it again by themselves.';
const readsContacts: ReadonlySet<string> = new Set(['contact_read', 'all_contact_read']);

/** Drift may not know this question at all; that says nothing of the token, nor of Drift's health. */
const isOtherRefusal = ({ status }: DriftResponse): boolean =>
  status >= 300 && status < 500 && ![401, 403, 408, 429].includes(status);

const readAdvice: Read<string | undefined> = (response) => {
  if (isOtherRefusal(response) || verdictOn(response) === 'unknown') return undefined;
  const scope = tokenInfo.safeParse(parseDriftJson(response.body)).data?.scope;
  if (scope === undefined || scope.split(/\s+/).some((word) => readsContacts.has(word))) return undefined;
  return `DRIFT_TOKEN has no scope that reads contacts (contact_read). ${regenerate}`;
};

/** What is to be said when Drift was asked in vain; nothing when it answered with some other failure. */
const adviceAfter = (error: unknown): string | undefined => {
  const { code, reason = '' } = error instanceof ProxyError ? error : new ProxyError('internal');
  if (code === 'upstream_rejected') {
    return `Drift does not accept DRIFT_TOKEN (${reason}). Copy it again from the app's page at dev.drift.com. ${regenerate}`;
  }
  return reason.startsWith('status_') ? undefined : unanswered;
};

type Parts = {
  readonly ask: Ask;
  readonly token: Reloading<string>;
  readonly warn: (message: string) => void;
};

/** Resolves always; a Drift that cannot be reached now is no reason to warn about the token. */
export const checkToken = async ({ ask, token, warn }: Parts): Promise<void> => {
  const body = JSON.stringify({ access_token: token.current });
  const message = await ask(
    { method: 'POST', path: '/app/token_info', body },
    'background',
    readAdvice,
  ).catch(adviceAfter);
  if (message !== undefined) warn(message);
};
