// What is allowed but unwise, or without effect? Sentences for the log, once at start; values are never shown.

import { leastTokenLength } from './operator-token.ts';
import { isLoopback } from './parsers/hosts.ts';
import type { Settings } from './read-settings.ts';
import { leastSecretBytes } from './session-keys.ts';
import type { SessionSource } from './session-source.ts';

const shortSecret = ({ algorithm, keys }: SessionSource): readonly string[] => {
  if (keys.kind === 'key-set') return [];
  const least = leastSecretBytes(algorithm);
  const isShort = keys.keys.current.some(({ symmetricKeySize = least }) => symmetricKeySize < least);
  return isShort
    ? [`SESSION_SECRET is shorter than ${least} bytes; whoever holds a token may be able to guess it`]
    : [];
};

const shortAdminToken = ({ ADMIN_TOKEN }: Settings): readonly string[] =>
  ADMIN_TOKEN !== undefined && ADMIN_TOKEN.current.length < leastTokenLength
    ? [`ADMIN_TOKEN is shorter than ${leastTokenLength} characters; make one with: openssl rand -base64 24`]
    : [];

const isPlain = (origin: string | RegExp): boolean =>
  typeof origin === 'string' && origin.startsWith('http:') && !isLoopback(new URL(origin).hostname);

const plainOrigins = ({ ALLOWED_ORIGINS = [] }: Settings): readonly string[] =>
  ALLOWED_ORIGINS.some(isPlain)
    ? [
        'ALLOWED_ORIGINS lists an origin with plain http; whoever is on its network can read what its pages read',
      ]
    : [];

const keyInVain = ({ REDIS_URL, CACHE_KEY }: Settings): readonly string[] =>
  CACHE_KEY !== undefined && REDIS_URL === undefined
    ? ['CACHE_KEY is set in vain: without REDIS_URL nothing is kept outside this process']
    : [];

type Parts = { readonly settings: Settings; readonly session: SessionSource };

/** One sentence for each thing that is unwise, or set in vain. */
export const warningsOf = ({ settings, session }: Parts): readonly string[] => [
  ...shortSecret(session),
  ...shortAdminToken(settings),
  ...plainOrigins(settings),
  ...keyInVain(settings),
];
