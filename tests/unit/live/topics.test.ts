import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from '../../../server/live/page.ts';
import { createTopics, type Topics } from '../../../server/live/topics.ts';
import { createAliases } from '../../../server/lookup/aliases.ts';
import { ref } from '../../support/contacts.ts';

const { nameOf } = createAliases(new Uint8Array(32));
const [byId, byEmail] = [ref('id', '1'), ref('email', 'a@example.com')];
const names = [nameOf(byId), nameOf(byEmail)];
const page = (): Page => ({}) as Page;
let topics: Topics;

beforeEach(() => {
  topics = createTopics(nameOf);
});

describe('a topic', () => {
  it('is one for all pages that name a contact by one name', () => {
    expect(topics.join(byId, page())).toBe(topics.join(byId, page()));
    expect(topics.under([nameOf(byId)])).toHaveLength(1);
  });

  it('is found by any name that its contact has, once', () => {
    const topic = topics.join(byEmail, page());
    topics.rename(topic, names);
    expect(topics.under(names)).toEqual([topic]);
    expect(topics.under([nameOf(byId)])).toEqual([topic]);
  });

  it('is not found by a name that its contact has lost', () => {
    const topic = topics.join(byEmail, page());
    topics.rename(topic, names);
    topics.rename(topic, [nameOf(byEmail)]);
    expect(topics.under([nameOf(byId)])).toEqual([]);
  });

  it('is gone with its last page, under every name', () => {
    const [first, second] = [page(), page()];
    const topic = topics.join(byEmail, first);
    topics.join(byEmail, second);
    topics.rename(topic, names);
    topics.leave(topic, first);
    expect(topics.under(names)).toEqual([topic]);
    topics.leave(topic, second);
    expect([topics.under(names), [...topics.all()]]).toEqual([[], []]);
  });
});
