// Which pages are open, and how does each of them end? Whatever a page holds is given back on every way it can end.

import type { ProxyError } from '../errors.ts';
import type { Agenda } from './agenda.ts';
import type { EndCode, Page } from './page.ts';
import type { Topics } from './topics.ts';

export type OpenPages = {
  add(page: Page): void;
  /** The page is gone, whoever ended it; calling it again does nothing. */
  leave(page: Page): void;
  /** Says why, and when to come again, in milliseconds from now. */
  end(page: Page, code: EndCode, retry?: number): void;
  /** A step of the sentence has refused what it granted before. */
  refuse(page: Page, refusal: ProxyError): void;
  all(): Iterable<Page>;
};

/** Milliseconds until the next attempt of whom we have ended and do not mean to keep away. */
const soon = 2_000;
/** Milliseconds in which whom we have ended has to take what is left and close. */
const lastWord = 10_000;

export const createOpenPages = (topics: Pick<Topics, 'leave'>, agenda: Agenda): OpenPages => {
  const open = new Set<Page>();

  const leave = (page: Page): void => {
    if (page.hasLeft) return;
    page.hasLeft = true;
    open.delete(page);
    if (page.topic !== undefined) topics.leave(page.topic, page);
    for (const giveBack of page.whenLeft) giveBack();
  };
  const end = (page: Page, code: EndCode, retry = soon): void => {
    if (page.hasLeft) return;
    leave(page);
    page.sink.end(code, retry);
    agenda(lastWord, page.sink.drop); // its connection has no other end if the client does not close it
  };

  return {
    add: (page) => void open.add(page),
    leave,
    end,
    refuse: (page, { code, retryAfter = 0 }) => end(page, code, Math.max(soon, retryAfter * 1_000)),
    all: () => open,
  };
};
