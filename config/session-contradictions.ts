// Which session settings do not go together? What could not be read is left out of the checks.

import type { Draft } from './read-settings.ts';
import { usesSecret } from './session-keys.ts';
import { keysGiven } from './session-source.ts';
import type { Name } from './spec.ts';

type Check = (draft: Draft) => readonly string[];

const oneKeySetting: Check = (draft) => {
  const keys = keysGiven(draft);
  if (keys.length === 1) return [];
  if (keys.length > 1) {
    return [`${keys.join(' and ')} are set, but only one of them may be; remove the others`];
  }
  return [
    'SESSION_SECRET is required, or in its place SESSION_PUBLIC_KEY or SESSION_JWKS_URL: what your session tokens are verified with',
  ];
};

const algorithmFitsKey: Check = (draft) => {
  const { values, given } = draft;
  const [key, second] = keysGiven(draft);
  if (values.SESSION_PROFILE === 'drift-identity' || key === undefined || second !== undefined) return [];
  if (key !== 'SESSION_SECRET' && !given.has('SESSION_ALGORITHM')) {
    return [
      `SESSION_ALGORITHM is required with ${key}: the one that your tokens are signed with, for example RS256`,
    ];
  }
  const algorithm = values.SESSION_ALGORITHM;
  if (algorithm === undefined || usesSecret(algorithm) === (key === 'SESSION_SECRET')) return [];
  return key === 'SESSION_SECRET'
    ? [
        'SESSION_ALGORITHM needs a public key, but SESSION_SECRET is set; set SESSION_PUBLIC_KEY or SESSION_JWKS_URL instead, or write HS256',
      ]
    : [
        `SESSION_ALGORITHM needs a shared secret, but ${key} is set; write the algorithm of that key, for example RS256`,
      ];
};

const claimsToCheck = [
  ['SESSION_ISSUER', 'iss'],
  ['SESSION_AUDIENCE', 'aud'],
] as const satisfies readonly (readonly [Name, string])[];

const issuerAndAudience: Check = ({ values, given }) => {
  if (values.SESSION_PROFILE !== 'standard') return [];
  return claimsToCheck
    .filter(([name]) => !given.has(name))
    .map(([name, claim]) => `${name} is required: what the claim ${claim} of your session tokens says`);
};

const driftIdentity: Check = ({ values, given }) => {
  if (values.SESSION_PROFILE !== 'drift-identity') return [];
  const contact =
    values.SESSION_CONTACT?.map(({ claim, kind }) => `${claim}:${kind}`).join() ?? 'sub:external';
  const contradictions: readonly (readonly [name: Name, holds: boolean, why: string])[] = [
    ['SESSION_ALGORITHM', (values.SESSION_ALGORITHM ?? 'HS256') !== 'HS256', 'means HS256'],
    ['SESSION_CONTACT', contact !== 'sub:external', 'means sub:external'],
    ['SESSION_PUBLIC_KEY', given.has('SESSION_PUBLIC_KEY'), 'needs SESSION_SECRET'],
    ['SESSION_JWKS_URL', given.has('SESSION_JWKS_URL'), 'needs SESSION_SECRET'],
  ];
  return contradictions
    .filter(([, holds]) => holds)
    .map(
      ([name, , why]) =>
        `${name} contradicts SESSION_PROFILE=drift-identity, which ${why}; remove it or the profile`,
    );
};

/** One sentence for each thing that does not go together; values are never shown. */
export const sessionContradictions: Check = (draft) =>
  [oneKeySetting, algorithmFitsKey, issuerAndAudience, driftIdentity].flatMap((check) => check(draft));
