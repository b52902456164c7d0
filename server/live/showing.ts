// What does an open page see now? The whole sentence again, with what is newest, and an event only if that is news to it.

import type { Standing } from '../answer.ts';
import { ProxyError } from '../errors.ts';
import type { Found, Lookup } from '../lookup/lookup.ts';
import type { Grant } from '../policy/grant.ts';
import type { PublicContact, Sanitize } from '../sanitize/sanitize.ts';
import type { News } from './news.ts';
import type { OpenPages } from './open-pages.ts';
import type { Page } from './page.ts';
import type { Topic, Topics } from './topics.ts';

export type Showing = {
  /** The first answer; gives what was shown. */
  begin(page: Page, grant: Grant, found: Found): PublicContact;
  /** `found` is shown if there is nothing newer at hand; without it, what is at hand or nothing. */
  show(topic: Topic, found?: Found): void;
  /** Whether the session still holds and, if the policy is another, what it shows now; `lacks` is told when that is not at hand. */
  review(page: Page, lacks: (topic: Topic) => void): void;
};

type Parts = {
  readonly standing: Pick<Standing, 'again'>;
  readonly lookup: Pick<Lookup, 'atHand'>;
  readonly sanitize: Sanitize;
  readonly news: News;
  readonly topics: Pick<Topics, 'rename'>;
  readonly pages: Pick<OpenPages, 'refuse'>;
  /** The policy in force; another object when it is another. */
  readonly policy: () => unknown;
  /** Told of what is no refusal: nobody else would hear of it. */
  readonly failed: (error: unknown) => void;
};

export const createShowing = (parts: Parts): Showing => {
  const { standing, lookup, sanitize, news, topics, pages, policy, failed } = parts;

  const newest = (topic: Topic | undefined, found: Found | undefined): Found | undefined => {
    const newer = (topic && lookup.atHand(topic.ref)) ?? found;
    if (topic !== undefined && newer?.entry?.kind === 'contact') topics.rename(topic, newer.entry.names);
    return newer;
  };

  const showNews = (page: Page, grant: Grant, found: Found | undefined): void => {
    const now = newest(page.topic, found);
    if (now === undefined) return;
    const contact = sanitize(now, grant.attributes);
    page.policy = policy();
    if (!news.isNews(page, contact)) return;
    news.note(page, contact);
    page.sink.send(contact);
  };

  const refusalOf = (error: unknown): ProxyError => {
    if (error instanceof ProxyError) return error;
    failed(error);
    return new ProxyError('internal', { cause: error });
  };

  /** A page that has not begun will see what is newest when it does. */
  const isListening = (page: Page): boolean => page.shown !== undefined && !page.hasLeft;

  const again = async (page: Page, act: (grant: Grant) => void): Promise<void> => {
    if (!isListening(page)) return;
    try {
      const grant = await standing.again(page.token, page.fields);
      if (isListening(page)) act(grant);
    } catch (error) {
      pages.refuse(page, refusalOf(error));
    }
  };

  return {
    begin(page, grant, found) {
      const contact = sanitize(newest(page.topic, found) ?? found, grant.attributes);
      page.policy = policy();
      news.note(page, contact);
      page.sink.begin(contact);
      return contact;
    },
    show(topic, found) {
      for (const page of topic.pages) void again(page, (grant) => showNews(page, grant, found));
    },
    review(page, lacks) {
      void again(page, (grant) => {
        if (page.policy === policy()) return;
        showNews(page, grant, undefined);
        if (page.policy !== policy() && page.topic !== undefined) lacks(page.topic);
      });
    },
  };
};
