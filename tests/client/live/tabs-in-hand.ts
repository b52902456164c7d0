// What do the tabs of one browser have in common? Locks and channels in the hands of a test, as browsers have them.

import type { Channel } from '../../../client/world.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createPage, type Page } from '../page-in-hand.ts';

export type Tabs = {
  /** A page in a tab of its own; all share one clock. */
  open(): Page;
  /** What was said on any channel: its name and the words. */
  readonly said: readonly (readonly [string, unknown])[];
  /** Locks that are held, and channels that are open. */
  readonly held: () => number;
  readonly channels: () => number;
};

type Waiting = { readonly grant: () => void };

const createLocks = () => {
  const held = new Set<string>();
  const queues = new Map<string, Waiting[]>();

  const next = (name: string) => {
    held.delete(name);
    const [first, ...rest] = queues.get(name) ?? [];
    queues.set(name, rest);
    first?.grant();
  };

  const request = (name: string, { signal }: { readonly signal: AbortSignal }, act: () => Promise<void>) =>
    new Promise<void>((resolve, reject) => {
      const aborted = () => reject(new DOMException('aborted', 'AbortError'));
      if (signal.aborted) return aborted();
      const grant = () => {
        held.add(name);
        signal.removeEventListener('abort', leave);
        act()
          .then(resolve, reject)
          .finally(() => next(name));
      };
      const waiting: Waiting = { grant };
      const leave = () => {
        queues.set(
          name,
          (queues.get(name) ?? []).filter((other) => other !== waiting),
        );
        aborted();
      };
      if (!held.has(name)) return grant();
      signal.addEventListener('abort', leave);
      queues.set(name, [...(queues.get(name) ?? []), waiting]);
    });

  return { held, request };
};

export const createTabs = (random: () => number = () => 0): Tabs => {
  const clock = createManualClock();
  const locks = createLocks();
  const channels = new Set<Channel & { readonly name: string }>();
  const said: [string, unknown][] = [];

  const channel = (name: string): Channel => {
    const end = {
      name,
      onmessage: null as Channel['onmessage'],
      postMessage: (data: unknown) => {
        if (!channels.has(end)) throw new DOMException('closed', 'InvalidStateError');
        said.push([name, data]);
        for (const other of channels) {
          if (other === end || other.name !== name) continue;
          queueMicrotask(() => {
            if (channels.has(other)) {
              other.onmessage?.call(other as BroadcastChannel, new MessageEvent('message', { data }));
            }
          });
        }
      },
      close: () => {
        channels.delete(end);
      },
    };
    channels.add(end);
    return end;
  };

  return {
    said,
    held: () => locks.held.size,
    channels: () => channels.size,
    open: () => createPage({ clock, random, channel, locks }),
  };
};
