// Who has a page open? Thousands of visitors with one page each, and some with many pages, whose contacts will change.

import type { Clock } from '../../server/clock.ts';
import { type OpenPage, openPage } from './open-page.ts';

export type Crowd = {
  /** All pages of the contacts that change, by the number of the contact. */
  readonly watched: ReadonlyMap<number, readonly OpenPage[]>;
  close(): void;
};

type Size = {
  readonly streams: number;
  /** Contacts 0 and up, that will change. */
  readonly watched: number;
  /** Of each of them. */
  readonly pagesEach: number;
};

type Parts = {
  readonly port: number;
  readonly tokenOf: (contact: number) => string;
  readonly clock: Pick<Clock, 'now'>;
};

/** Connections that are being opened at once. */
const atOnce = 64;
/** A server that is busy refuses to ask Drift for anybody new. */
const mostAttempts = 100;

/** Each page is asked for from an address of its own, as if by a proxy in front. */
const addressOf = (page: number): string => `10.${page >> 16}.${(page >> 8) & 255}.${page & 255}`;

/** The contacts of all pages: those that change come first. */
export const contactsOfPages = ({ streams, watched, pagesEach }: Size): readonly number[] => {
  const busy = watched * pagesEach;
  return Array.from({ length: streams }, (_, page) =>
    page < busy ? Math.floor(page / pagesEach) : watched + page - busy,
  );
};

/** Does `act` for each page, some of them at once. */
const forEachPage = async (
  size: Size,
  act: (page: number, contact: number) => Promise<void>,
): Promise<void> => {
  const pages = contactsOfPages(size).entries();
  const oneByOne = async (): Promise<void> => {
    for (const [page, contact] of pages) await act(page, contact);
  };
  await Promise.all(Array.from({ length: atOnce }, oneByOne));
};

/** Every visitor asks for its attributes, as a page does before it opens a stream. */
export const askFirst = (size: Size, { port, tokenOf }: Parts): Promise<void> =>
  forEachPage(size, async (page, contact) => {
    const headers = { Authorization: `Bearer ${tokenOf(contact)}`, 'X-Forwarded-For': addressOf(page) };
    const ask = async (): Promise<number> => {
      const response = await fetch(`http://127.0.0.1:${port}/v1/me/attributes`, { headers });
      await response.arrayBuffer();
      return response.status;
    };
    for (let attempt = 1; (await ask()) !== 200; attempt += 1)
      if (attempt === mostAttempts) throw new Error(`visitor ${contact} got no answer`);
  });

export const openCrowd = async (size: Size, { port, tokenOf, clock }: Parts): Promise<Crowd> => {
  const pages: OpenPage[] = [];
  const watched = new Map<number, OpenPage[]>();
  await forEachPage(size, async (at, contact) => {
    const page = await openPage({ port, token: tokenOf(contact), address: addressOf(at) }, clock);
    pages.push(page);
    if (contact < size.watched) watched.set(contact, [...(watched.get(contact) ?? []), page]);
  });
  return {
    watched,
    close: () => {
      for (const page of pages) page.close();
    },
  };
};
