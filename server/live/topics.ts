// Which open pages does a contact have? One topic per name that sessions use, found by every name the contact has.

import type { Name } from '../lookup/entry.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import type { Page } from './page.ts';

/** All pages whose sessions name one contact by one name. */
export type Topic = {
  readonly name: Name;
  readonly ref: ContactRef;
  readonly pages: Set<Page>;
  /** Every name that the contact was last seen to have. */
  others: readonly Name[];
  /** Settles when nothing is being asked for this topic any more. */
  turn: Promise<unknown>;
  /** Milliseconds that were waited for last before asking again; 0 when all was well. */
  pause: number;
  isWaiting: boolean;
};

export type Topics = {
  join(ref: ContactRef, page: Page): Topic;
  leave(topic: Topic, page: Page): void;
  /** What the contact was seen to be called. */
  rename(topic: Topic, names: readonly Name[]): void;
  /** Each once. */
  under(names: readonly Name[]): readonly Topic[];
  all(): Iterable<Topic>;
};

export const createTopics = (nameOf: (ref: ContactRef) => Name): Topics => {
  const own = new Map<Name, Topic>();
  const byOther = new Map<Name, readonly Topic[]>();

  const carry = (topic: Topic, name: Name): void =>
    void byOther.set(name, [...(byOther.get(name) ?? []), topic]);
  const drop = (topic: Topic, name: Name): void => {
    const left = (byOther.get(name) ?? []).filter((other) => other !== topic);
    if (left.length > 0) byOther.set(name, left);
    else byOther.delete(name);
  };

  const rename = (topic: Topic, names: readonly Name[]): void => {
    if (topic.others === names) return;
    for (const name of topic.others) drop(topic, name);
    for (const name of names) carry(topic, name);
    topic.others = names;
  };

  const open = (name: Name, ref: ContactRef): Topic => {
    const topic: Topic = {
      ...{ name, ref, pages: new Set<Page>(), others: [] },
      ...{ turn: Promise.resolve(), pause: 0, isWaiting: false },
    };
    own.set(name, topic);
    return topic;
  };

  return {
    join(ref, page) {
      const name = nameOf(ref);
      const topic = own.get(name) ?? open(name, ref);
      topic.pages.add(page);
      return topic;
    },
    leave(topic, page) {
      topic.pages.delete(page);
      if (topic.pages.size > 0) return;
      rename(topic, []);
      if (own.get(topic.name) === topic) own.delete(topic.name);
    },
    rename,
    under(names) {
      if (own.size === 0) return [];
      const found = new Set<Topic>();
      for (const name of names) {
        const named = own.get(name);
        if (named !== undefined) found.add(named);
        for (const topic of byOther.get(name) ?? []) found.add(topic);
      }
      return [...found];
    },
    all: () => own.values(),
  };
};
