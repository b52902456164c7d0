// Is this anything new to a page? Not when it shows the same already; of what was shown a digest is kept.

import { createHash } from 'node:crypto';
import type { PublicContact } from '../sanitize/sanitize.ts';
import type { Page } from './page.ts';

export type News = {
  /** Whether the page would look different, or what it shows can be trusted again. */
  isNews(page: Page, contact: PublicContact): boolean;
  /** It has been shown. */
  note(page: Page, contact: PublicContact): void;
};

export const createNews = (): News => {
  /** One answer goes to many pages. */
  const digests = new WeakMap<PublicContact, string>();

  const digestOf = (contact: PublicContact): string => {
    const { known, attributes } = contact.body;
    const made =
      digests.get(contact) ??
      createHash('sha256')
        .update(JSON.stringify([known, attributes]))
        .digest('base64url')
        .slice(0, 22);
    digests.set(contact, made);
    return made;
  };

  return {
    isNews: (page, contact) => digestOf(contact) !== page.shown || (page.isStale && !contact.body.stale),
    note(page, contact) {
      page.shown = digestOf(contact);
      page.isStale = contact.body.stale;
    },
  };
};
