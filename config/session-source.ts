// Where do the keys of sessions come from? The one key setting, fitted to the one algorithm.

import type { KeyObject } from 'node:crypto';
import type { Algorithm, AuthConfig, KeySource } from './config.ts';
import { andThen, named, type Parsed } from './parser.ts';
import type { Draft } from './read-settings.ts';
import type { Reloading } from './reloading.ts';
import { refined } from './reloading-file.ts';
import { publicKeysFor, secretKeys, usesSecret } from './session-keys.ts';
import type { Name } from './spec.ts';

const keySettings = [
  'SESSION_SECRET',
  'SESSION_PUBLIC_KEY',
  'SESSION_JWKS_URL',
] as const satisfies readonly Name[];

/** The key settings that were given, readable or not. */
export const keysGiven = ({ given }: Draft): readonly Name[] => keySettings.filter((name) => given.has(name));

/** The algorithm that the settings amount to: without one of its own, a secret means HS256. */
const algorithmOf = (draft: Draft): Algorithm | undefined => {
  const { values, given } = draft;
  if (values.SESSION_PROFILE === 'drift-identity') return 'HS256';
  if (given.has('SESSION_ALGORITHM')) return values.SESSION_ALGORITHM;
  return keysGiven(draft).join() === 'SESSION_SECRET' ? 'HS256' : undefined;
};

const fitted = <T>(
  source: Reloading<T>,
  fit: (value: T) => Parsed<readonly KeyObject[]>,
): Parsed<KeySource> =>
  named(
    source.name,
    andThen(refined(source, fit), (keys) => ({ value: { kind: 'static', keys } })),
  );

type Terms = Pick<AuthConfig, 'algorithm' | 'profile'>;

const keySource = ({ values }: Draft, terms: Terms): Parsed<KeySource> | undefined => {
  const { SESSION_SECRET, SESSION_PUBLIC_KEY, SESSION_JWKS_URL } = values;
  if (usesSecret(terms.algorithm)) return SESSION_SECRET && fitted(SESSION_SECRET, secretKeys(terms));
  if (SESSION_PUBLIC_KEY !== undefined) return fitted(SESSION_PUBLIC_KEY, publicKeysFor(terms.algorithm));
  return SESSION_JWKS_URL === undefined ? undefined : { value: { kind: 'key-set', url: SESSION_JWKS_URL } };
};

/** What sessions are verified with. */
export type SessionSource = Terms & Pick<AuthConfig, 'keys'>;

/** Undefined while the key, the algorithm or the profile is missing, unreadable or contradicted: that is told elsewhere. */
export const sessionSource = (draft: Draft): Parsed<SessionSource> | undefined => {
  const profile = draft.values.SESSION_PROFILE;
  const algorithm = algorithmOf(draft);
  if (algorithm === undefined || profile === undefined) return undefined;
  const source = keySource(draft, { algorithm, profile });
  return source && andThen(source, (keys) => ({ value: { algorithm, profile, keys } }));
};
