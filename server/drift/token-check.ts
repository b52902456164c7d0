// Is our token good for contacts? Asks Drift once at start; says what to do, and never stops anything.

import { z } from 'zod';
import type { Reloading } from '../../config/reloading.ts';
import { parseDriftJson } from './json.ts';
import type { Call } from './transport.ts';

/** Drift: Get Token Information. Not wrapped in `data`; `scope` is separated by spaces. */
const tokenInfo = z.object({ scope: z.string().optional() });

const regenerate =
  'Drift gives new scopes only to new tokens: regenerate the token after changing the scopes of the app.';

const advice = (status: number, body: Uint8Array): string | undefined => {
  if (status === 401 || status === 403) {
    return `Drift does not accept DRIFT_TOKEN (status ${status}). Copy it again from the app's page at dev.drift.com. ${regenerate}`;
  }
  if (status !== 200) return undefined; // it says nothing about the token
  const info = tokenInfo.safeParse(parseDriftJson(body));
  const scopes = info.data?.scope?.split(/\s+/);
  if (
    scopes === undefined ||
    scopes.some((scope) => scope === 'contact_read' || scope === 'all_contact_read')
  ) {
    return undefined;
  }
  return `DRIFT_TOKEN has no scope that reads contacts (contact_read). ${regenerate}`;
};

type Parts = {
  readonly call: Call;
  readonly token: Reloading<string>;
  readonly warn: (message: string) => void;
};

/** Resolves always; a Drift that cannot be reached now is no reason to warn about the token. */
export const checkToken = async ({ call, token, warn }: Parts): Promise<void> => {
  try {
    const body = JSON.stringify({ access_token: token.current });
    const response = await call({ method: 'POST', path: '/app/token_info', body });
    const message = advice(response.status, response.body);
    if (message !== undefined) warn(message);
  } catch {
    warn('Drift could not be asked about DRIFT_TOKEN at start. Requests will ask it again by themselves.');
  }
};
