// How is a server under measurement started and ended? In a folder of its own, on the measured core, until it answers.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../server/clock.ts';
import type { Place, Program } from '../contenders/contender.ts';
import { askOnce } from './ask-once.ts';
import { type Started, start, stop } from './children.ts';
import { freePort } from './free-port.ts';

/** What is the same for all of one run of the benchmark. */
export type Stand = Pick<Place, 'root' | 'job' | 'jobFile'> & { readonly folder: string };

export type Serving = { readonly pid: number; readonly port: number; readonly url: string };

/** The measured one has a core to itself; load and stand-ins share the other. */
export const serverCore = '0';
export const loadCore = 1;

/** Milliseconds. */
const lookAgainAfter = 20;
export const startsWithin = 240_000;

const pause = (clock: Clock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => clock.after(milliseconds, resolve));

/** @throws Error when it ends, or says nothing in time */
const untilItAnswers = async (port: number, { ended, complaints }: Started): Promise<void> => {
  let isOver = false;
  ended
    .catch(() => {})
    .finally(() => {
      isOver = true;
    });
  const deadline = systemClock.now() + startsWithin;
  while (systemClock.now() < deadline && !isOver) {
    const answer = await askOnce(port, { path: '/', headers: {} }).catch(() => undefined);
    if (answer !== undefined) return;
    await pause(systemClock, lookAgainAfter);
  }
  throw new Error(`it does not answer: ${complaints()}`);
};

/** A folder that is gone with the benchmark. */
const folderFor = (stand: Stand): string => {
  const folder = mkdtempSync(join(stand.folder, 'contender-'));
  mkdirSync(join(folder, 'cache'));
  return folder;
};

/** Starts a program, does `act`, and ends the program whatever comes of it. */
export const whileServing = async <T>(
  stand: Stand,
  program: (place: Place) => Program,
  act: (serving: Serving, folder: string) => Promise<T>,
  cores: string = serverCore,
): Promise<T> => {
  const folder = folderFor(stand);
  const port = await freePort();
  const { command, args, files = {}, env, cwd } = program({ ...stand, folder, port });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  const started = start({ cores, command, args, env, cwd, output: 'ignored' });
  try {
    await untilItAnswers(port, started);
    return await act({ pid: started.pid, port, url: `http://127.0.0.1:${port}` }, folder);
  } finally {
    await stop(started);
    rmSync(folder, { recursive: true, force: true });
  }
};
