// What is every contender told to do? The same session, contact, allow-list and origin, written into one file.

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowList, emailOf, externalIdOf, visibleOf } from './contact.ts';
import {
  type Algorithm,
  algorithms,
  audience,
  createKeys,
  createSessions,
  createSign,
  issuer,
  type Keys,
  type Sessions,
} from './sessions.ts';

export type Job = {
  readonly keys: Keys;
  /** That of HS256, for those that know no other. */
  readonly secret: string;
  readonly issuer: string;
  readonly audience: string;
  readonly origin: string;
  readonly allowList: readonly string[];
  readonly driftUrl: string;
  readonly driftToken: string;
  /** What Unleash Proxy asks of its clients. */
  readonly unleashKey: string;
  /** What a good answer looks like, byte for byte but for its `asOf`. */
  readonly body: string;
  /** Of the one contact that all are asked for. */
  readonly sessions: Readonly<Record<Algorithm, Sessions>>;
};

/** The one contact that all contenders are asked for. */
export const theContact = 1;

const newSecret = (): string => randomBytes(24).toString('base64url');

/** `now`: wall clock, milliseconds. */
export const createJob = (driftUrl: string, driftToken: string, now: number): Job => {
  const keys = createKeys();
  const sessionsBy = (algorithm: Algorithm): Sessions =>
    createSessions(createSign(keys, algorithm), externalIdOf(theContact), emailOf(theContact), now);
  return {
    keys,
    secret: keys.HS256.verifying,
    issuer,
    audience,
    origin: 'https://www.example.com',
    allowList,
    driftUrl,
    driftToken,
    unleashKey: newSecret(),
    body: JSON.stringify({
      known: true,
      attributes: visibleOf(theContact),
      asOf: new Date(now).toISOString(),
      stale: false,
    }),
    sessions: Object.fromEntries(algorithms.map((algorithm) => [algorithm, sessionsBy(algorithm)])) as Record<
      Algorithm,
      Sessions
    >,
  };
};

/** Where it was written; only its owner may read it. */
export const writeJob = (folder: string, job: Job): string => {
  const file = join(folder, 'job.json');
  writeFileSync(file, JSON.stringify(job), { mode: 0o600 });
  return file;
};
