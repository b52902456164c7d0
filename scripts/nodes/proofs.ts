// What do three nodes promise when nothing fails? One flight for all, one forget for all, one budget for all.

import { faultContacts, idOf, visitorOf } from '../../sandbox/faults/fault-contacts.ts';
import { systemClock as clock } from '../../server/clock.ts';
import { atPace } from '../faults/at-pace.ts';
import { mostIn } from '../faults/most-in.ts';
import { pause } from '../faults/skipping-clock.ts';
import { toldBy } from '../faults/told.ts';
import type { Children } from './children.ts';
import { forgetEverywhere } from './forgotten.ts';
import { type Ground, openGround } from './ground.ts';
import { forgetWithin } from './soak.ts';
import { type Env, nodeCount, openStand, type Stand } from './stand.ts';

export type Proved = {
  readonly promise: string;
  readonly about: string;
  readonly seen: string;
  readonly atMost: string;
  readonly holds: boolean;
};

type Prove = (stand: Stand, ground: Ground) => Promise<Proved>;

const minute = 60_000;
const together = 1_000;
/** Milliseconds for which Drift keeps its answer back, so that all of them meet one flight. */
const keptBack = 500;

const oneFlight: Prove = async ({ drift, nodes, ask }) => {
  drift.calls.reset();
  const release = drift.hold();
  const asking = Array.from({ length: together }, (_, turn) => ask(turn % nodes.length, visitorOf(0)));
  clock.after(keptBack, release);
  const answers = await Promise.all(asking);
  const calls = drift.calls.count();
  const right = answers.filter(({ status, body }) => toldBy(0, status, body) === 'fresh').length;
  return {
    promise: 'one flight',
    about: `${together} requests at once for one contact that no node has asked for`,
    seen: `${calls} calls to Drift, ${right} correct answers`,
    atMost: '1 call',
    holds: calls === 1 && right === together,
  };
};

const forgets = 30;

const oneForget: Prove = async (stand) => {
  const times: number[] = [];
  for (let turn = 0; turn < forgets; turn += 1) {
    const time = await forgetEverywhere(stand, clock, { index: 1 + turn, at: turn % stand.nodes.length });
    times.push(time ?? Number.POSITIVE_INFINITY);
    if (time === undefined) break;
  }
  const slowest = Math.max(...times);
  return {
    promise: 'one forget',
    about: `${forgets} contacts forgotten by one node or another, while all are asked as fast as they answer`,
    seen: Number.isFinite(slowest)
      ? `the last old answer was asked for ${Math.ceil(slowest)} ms after the forget was sent`
      : 'a node that did not forget',
    atMost: `${forgetWithin} ms`,
    holds: slowest < forgetWithin,
  };
};

const callsPerMinute = 120;
const coldPerSecond = 10;
const loadLasts = 75_000;
const killedAfter = 30_000;
const gone = 15_000;

/** By id each contact costs a call; by external id many travel together. */
const budgetEnv: Env = {
  DRIFT_REQUESTS_PER_MINUTE: `${callsPerMinute}`,
  SESSION_CONTACT: 'sub:id',
};

const oneBudget =
  (meanwhile: 'nothing' | 'Redis is killed'): Prove =>
  async ({ drift, nodes, ask }, ground) => {
    let asked = 0;
    const stop = atPace(clock, coldPerSecond, (turn) => {
      asked += 1;
      void ask(turn % nodes.length, idOf(turn));
    });
    if (meanwhile === 'nothing') await pause(clock, loadLasts);
    else {
      await pause(clock, killedAfter);
      await ground.kill();
      await pause(clock, gone);
      await ground.restart();
      await pause(clock, loadLasts - killedAfter - gone);
    }
    stop();
    const most = mostIn(
      minute,
      drift.calls.entries.map(({ at }) => at),
    );
    const killed = `; Redis is killed after ${killedAfter / 1_000} s and is back ${gone / 1_000} s later`;
    return {
      promise: 'one budget',
      about: `${loadLasts / 1_000} s of ${coldPerSecond} contacts a second that no node has asked for${meanwhile === 'nothing' ? '' : killed}`,
      seen: `${most} calls to Drift in the worst 60 s, of ${asked} requests`,
      atMost: `${callsPerMinute} calls`,
      holds: most <= callsPerMinute && (meanwhile !== 'nothing' || most > callsPerMinute * 0.8),
    };
  };

const prove = async (proof: Prove, children: Children, env: Env = {}): Promise<Proved> => {
  const ground = await openGround({ nodes: nodeCount, clock, children });
  const contacts = faultContacts((loadLasts / 1_000) * coldPerSecond + nodeCount);
  try {
    const stand = await openStand({ contacts, redisUrls: ground.urls, env: () => env, clock, children });
    try {
      return await proof(stand, ground);
    } finally {
      await stand.close();
    }
  } finally {
    await ground.close();
  }
};

export type Proof = {
  readonly name: string;
  readonly run: (children: Children) => Promise<readonly Proved[]>;
};

export const proofs: readonly Proof[] = [
  { name: 'one flight', run: async (children) => [await prove(oneFlight, children)] },
  { name: 'one forget', run: async (children) => [await prove(oneForget, children)] },
  {
    name: 'one budget',
    // Side by side: a minute cannot be made shorter.
    run: (children) =>
      Promise.all(
        (['nothing', 'Redis is killed'] as const).map((meanwhile) =>
          prove(oneBudget(meanwhile), children, budgetEnv),
        ),
      ),
  },
];
