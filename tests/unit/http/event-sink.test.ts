// When is a client given up that does not take what it is sent? When too much waits already, not because one answer is long.

import { describe, expect, it } from '@jest/globals';
import type { Response } from 'express';
import { createEventSink } from '../../../server/http/event-sink.ts';
import type { Rest } from '../../../server/http/taken-connections.ts';
import type { PublicContact } from '../../../server/sanitize/sanitize.ts';

const contact = (length: number) =>
  ({
    body: { known: true, attributes: { notes: 'x'.repeat(length) }, asOf: '', stale: false },
  }) as Partial<PublicContact> as PublicContact;

/** A connection that has taken nothing yet of what was written: all of a piece waits until the last of it is taken. */
const begun = () => {
  let waiting = 0;
  let isDestroyed = false;
  const rest: Rest = {
    get writableLength() {
      return waiting;
    },
    write: (text: string) => {
      waiting += text.length;
    },
    end: () => {},
    destroy: () => {
      isDestroyed = true;
    },
  };
  const response = { status: () => response, set: () => response } as Partial<Response> as Response;
  const sink = createEventSink(response, { begin: () => rest, has: () => true });
  sink.begin(contact(1));
  return {
    sink,
    takesAll: () => {
      waiting = 0;
    },
    isDestroyed: () => isDestroyed,
  };
};

describe('a client is', () => {
  it('not given up over one long answer, if it takes it', () => {
    const { sink, takesAll, isDestroyed } = begun();
    for (let turn = 0; turn < 3; turn += 1) {
      sink.send(contact(100_000));
      takesAll();
      sink.beat();
    }
    expect(isDestroyed()).toBe(false);
  });

  it('given up when more comes while more than 64 KiB wait, and sent nothing of that', () => {
    const { sink, isDestroyed } = begun();
    sink.send(contact(70_000));
    const waiting = sink.waiting();
    sink.send(contact(1));
    expect([isDestroyed(), sink.waiting()]).toEqual([true, waiting]);
  });
});
