// How is it measured? Memory before and after all pages are open; then contact after contact changes while they stay open.

import type { NodeProcess } from '../../scripts/nodes/node-process.ts';
import type { Clock } from '../../server/clock.ts';
import { askFirst, contactsOfPages, openCrowd } from './crowd.ts';
import { openFilesAllowed, residentMemoryOf } from './memory.ts';
import type { OpenPage } from './open-page.ts';
import { openStand } from './stand.ts';

export const size = { streams: 10_000, watched: 10, pagesEach: 20 } as const;
/** How often each of the watched contacts changes. */
const rounds = 5;

export type Measured = {
  /** Bytes of the server's memory. */
  readonly before: number;
  readonly after: number;
  /** Milliseconds from a webhook to the last byte at the last page of its contact. */
  readonly reached: readonly number[];
  /** Calls to Drift that the changes took, of which there were as many as are in `reached`. */
  readonly calls: number;
  /** Milliseconds in which all were opened. */
  readonly opening: number;
};

type Parts = {
  readonly clock: Clock;
  readonly tell: (line: string) => void;
  readonly started: (node: NodeProcess) => void;
};

/** Milliseconds: until a server is at rest, and between two looks. */
const rest = 5_000;
const look = 2;
/** Files of a process besides its connections. */
const otherFiles = 200;

const requireFiles = (pid: number | 'self'): void => {
  const allowed = openFilesAllowed(pid);
  if (allowed >= size.streams + otherFiles) return;
  throw new Error(`only ${allowed} open files are allowed: ulimit -n ${size.streams + otherFiles}`);
};

export const measureStreams = async ({ clock, tell, started }: Parts): Promise<Measured> => {
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => clock.after(milliseconds, resolve));
  // The clock of a server keeps no process alive; what is open here does.
  const contacts = Math.max(...contactsOfPages(size)) + 1;
  const stand = await openStand({ contacts, streams: size.streams }, clock, started);
  for (const pid of [stand.pid, 'self'] as const) requireFiles(pid);

  const untilAllHave = async (pages: readonly OpenPage[], events: number): Promise<void> => {
    while (pages.some((page) => page.events < events)) await pause(look);
  };
  const change = async (contact: number, pages: readonly OpenPage[], round: number): Promise<number> => {
    const begun = clock.now();
    await stand.change(contact, round);
    await untilAllHave(pages, 1 + round);
    return Math.max(...pages.map(({ heardAt }) => heardAt)) - begun;
  };

  await askFirst(size, { ...stand, clock });
  tell(`${contacts} visitors have asked`);
  await pause(rest);
  const before = residentMemoryOf(stand.pid);
  const begun = clock.now();
  const crowd = await openCrowd(size, { ...stand, clock });
  const opening = clock.now() - begun;
  tell(`${size.streams} pages were opened in ${Math.round(opening)} ms`);
  await pause(rest);
  const after = residentMemoryOf(stand.pid);
  tell(`memory went from ${before} to ${after} bytes`);

  const reached: number[] = [];
  const callsBefore = stand.calls();
  for (let round = 1; round <= rounds; round += 1) {
    for (const [contact, pages] of crowd.watched) reached.push(await change(contact, pages, round));
    tell(`round ${round} of ${rounds}: ${reached.slice(-size.watched).map(Math.round).join(', ')} ms`);
  }
  const calls = stand.calls() - callsBefore;
  crowd.close();
  await stand.close();
  return { before, after, reached, calls, opening };
};
