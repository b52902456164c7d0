// What if Drift did that? A proxy in front of it on loopback that misbehaves when told to, and counts who came.

import { Agent, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Clock } from '../../server/clock.ts';
import { createListener } from '../listener.ts';
import type { Fault } from './fault.ts';
import { tellsTheTruth } from './misbehaviour.ts';
import { askDrift, sendWhole } from './whole-answer.ts';

export type FaultProxy = {
  /** Listens on a free port of loopback. */
  listen(): Promise<{ readonly url: string }>;
  /** From the next request on Drift misbehaves so; what is under way goes on as it began. */
  begin(fault: Fault): Promise<void>;
  /** Drift is well again. */
  end(): Promise<void>;
  /** When each request arrived that Drift saw, or this proxy in its place; on the monotonic clock. */
  readonly calls: readonly number[];
  /** How many requests have no answer yet. */
  readonly underway: number;
  /** How many requests a redirect has led to the other server. */
  readonly strays: number;
  /** Forgets the calls so far. */
  reset(): void;
  close(): Promise<void>;
};

type Parts = {
  /** The Drift behind; asked only for requests that need its answer. */
  readonly driftUrl: string;
  readonly clock: Clock;
};

export const createFaultProxy = ({ driftUrl, clock }: Parts): FaultProxy => {
  const agent = new Agent({ keepAlive: true });
  let calls: number[] = [];
  let underway = 0;
  let strays = 0;
  let current: { readonly fault: Fault; readonly since: number } | undefined;
  let port = 0;
  let elsewhere = '';

  const otherServer = createListener((_request, response) => {
    strays += 1;
    sendWhole(response, { status: 200, headers: {}, body: Buffer.alloc(0) });
  });

  const act = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const misbehave = current?.fault.answer ?? tellsTheTruth;
    if (misbehave === 'refuse') return; // it came while the door was closing
    const since = clock.now() - (current?.since ?? 0);
    const truth = () => askDrift(driftUrl, request, agent);
    await misbehave({ request, response, truth, elsewhere, clock, since });
  };
  const answer: RequestListener = (request, response) => {
    calls.push(clock.now());
    underway += 1;
    response.once('close', () => {
      underway -= 1;
    });
    act(request, response).catch(() => response.destroy());
  };
  const front = createListener(answer);

  const end = async (): Promise<void> => {
    const ended = current?.fault.answer;
    current = undefined;
    if (ended === 'refuse') await front.listen(port);
  };

  return {
    async listen() {
      elsewhere = (await otherServer.listen(0)).url;
      const listening = await front.listen(0);
      port = listening.port;
      return listening;
    },
    async begin(fault) {
      await end();
      current = { fault, since: clock.now() };
      if (fault.answer === 'refuse') await front.close();
    },
    end,
    get calls() {
      return calls;
    },
    get underway() {
      return underway;
    },
    get strays() {
      return strays;
    },
    reset: () => {
      calls = [];
    },
    async close() {
      await Promise.all([front.close(), otherServer.close()]);
      agent.destroy();
    },
  };
};
