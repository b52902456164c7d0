// Does a contender really do its work? Asked before it is measured, with a good, a forged and an expired session.

import { isDeepStrictEqual } from 'node:util';
import type { Contender, Proof } from '../contenders/contender.ts';
import { attributesOf, visibleOf } from '../job/contact.ts';
import { type Job, theContact } from '../job/job.ts';
import { type Answer, askOnce } from './ask-once.ts';

/** What it said to each of the three. */
export type Said = Readonly<Record<'good' | 'forged' | 'expired', Answer>>;

type Rule = readonly [what: string, holds: (said: Said) => boolean];

type Body = {
  readonly attributes?: unknown;
  readonly toggles?: readonly unknown[];
  readonly data?: readonly { readonly attributes?: unknown }[];
};

const bodyOf = ({ body }: Answer): Body => JSON.parse(body);

const answers: Rule = ['does not answer a good session with 200', ({ good }) => good.status === 200];
const refusesForged: Rule = ['lets a forged session in', ({ forged }) => forged.status === 401];
const refusesExpired: Rule = ['lets an expired session in', ({ expired }) => expired.status === 401];

const rules: Readonly<Record<Proof, readonly Rule[]>> = {
  constant: [answers],
  whole: [
    answers,
    [
      'does not say the allowed attributes and no others',
      ({ good }) => isDeepStrictEqual(bodyOf(good).attributes, visibleOf(theContact)),
    ],
    refusesForged,
    refusesExpired,
  ],
  unfiltered: [
    answers,
    [
      'does not say what Drift holds',
      ({ good }) => isDeepStrictEqual(bodyOf(good).data?.[0]?.attributes, attributesOf(theContact)),
    ],
    refusesForged,
    refusesExpired,
  ],
  flags: [
    answers,
    ['does not say all flags', ({ good }) => bodyOf(good).toggles?.length === 5],
    ['lets a wrong key in', ({ forged }) => forged.status === 401],
  ],
};

/** What it does not do, in words; undefined when it does all. */
export const shortcoming = (proof: Proof, said: Said): string | undefined =>
  rules[proof].find(([, holds]) => !holds(said))?.[0];

/** @throws Error when it does not do its work */
export const prove = async ({ title, proof, ask }: Contender, job: Job, port: number): Promise<void> => {
  const said = {
    good: await askOnce(port, ask(job, 'good')),
    forged: await askOnce(port, ask(job, 'forged')),
    expired: await askOnce(port, ask(job, 'expired')),
  };
  const found = shortcoming(proof, said);
  if (found !== undefined) throw new Error(`${title} ${found}: ${said.good.status} ${said.good.body}`);
};
