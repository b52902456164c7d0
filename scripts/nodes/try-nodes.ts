// What do visitors get of three nodes while their Redis fails, on this machine? Every fault in turn, and what they promise besides.

import { faultContacts } from '../../sandbox/faults/fault-contacts.ts';
import { systemClock as clock } from '../../server/clock.ts';
import type { Tried } from '../faults/try-drift.ts';
import { brokenBy } from './bounds.ts';
import { type Children, watchChildren } from './children.ts';
import { type Proved, proofs } from './proofs.ts';
import { type RedisFault, redisFaults } from './redis-faults.ts';
import { redisProgram } from './redis-server.ts';
import { faultTable, measuredOn, progressLine, proofLine, proofTable } from './report.ts';
import { type Soaked, soak } from './soak.ts';
import { nodeCount, openStand } from './stand.ts';
import { contactCount } from './visits.ts';

const tryOne = async (fault: RedisFault, children: Children): Promise<Soaked> => {
  const course = await fault.open({ nodes: nodeCount, clock, children });
  const env = fault.env ?? (() => ({}));
  try {
    const contacts = faultContacts(contactCount);
    const stand = await openStand({ contacts, redisUrls: course.urls, env, clock, children });
    try {
      return await soak(fault, stand, course, clock);
    } finally {
      await stand.close();
    }
  } finally {
    await course.close();
  }
};

type Choice = { readonly only: string | undefined; readonly machine: string };

/** `only`: the name of one fault or proof. @throws Error when there is no such name, or no Redis */
export const tryNodes = async ({ only, machine }: Choice): Promise<Tried> => {
  if (redisProgram === undefined) throw new Error('neither valkey-server nor redis-server is on the PATH');
  const isChosen = ({ name }: { readonly name: string }): boolean => only === undefined || name === only;
  const chosen = [redisFaults.filter(isChosen), proofs.filter(isChosen)] as const;
  if (chosen.flat().length === 0)
    throw new Error(`--only takes one of: ${[...redisFaults, ...proofs].map(({ name }) => name).join(', ')}`);
  console.log(`The engine is ${redisProgram}.`);
  const children = watchChildren();
  let broken = 0;

  const soaked: Soaked[] = [];
  for (const fault of chosen[0]) {
    const one = await tryOne(fault, children);
    soaked.push(one);
    console.log(progressLine(one));
    for (const promise of brokenBy(one)) {
      broken += 1;
      console.log(`  BROKEN: ${promise}`);
    }
  }
  const proved: Proved[] = [];
  for (const { run } of chosen[1]) {
    for (const one of await run(children)) {
      proved.push(one);
      console.log(proofLine(one));
      if (one.holds) continue;
      broken += 1;
      console.log('  BROKEN');
    }
  }
  const text = [faultTable(soaked), proofTable(proved), measuredOn(machine, redisProgram)].join('\n\n');
  return { text, broken };
};
