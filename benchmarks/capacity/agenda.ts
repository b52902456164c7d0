// What falls due next? Actions by their moment, in the order they were entered where the moment is the same.

import type { Cancel } from '../../server/clock.ts';

/** Whether it set something in motion that goes on without time going by: promises that are to be followed first. */
export type Action = () => 'in motion' | 'done';

export type Item = { readonly due: number; readonly action: Action };

export type Agenda = {
  add(due: number, action: Action): Cancel;
  /** Takes the earliest one out; undefined when none is left that is due by `end`. */
  takeUntil(end: number): Item | undefined;
};

type Entry = Item & { readonly order: number; cancelled: boolean };

const isBefore = (one: Entry, other: Entry): boolean =>
  one.due < other.due || (one.due === other.due && one.order < other.order);

/** A binary heap: each entry is before the two at twice its place. */
export const createAgenda = (): Agenda => {
  const heap: Entry[] = [];
  let entered = 0;

  const rise = (entry: Entry): void => {
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(entry, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  };

  const earlierChild = (place: number): number => {
    const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]];
    return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * place + 2 : 2 * place + 1;
  };
  const sink = (entry: Entry): void => {
    let place = 0;
    for (let below = earlierChild(0); below < heap.length; below = earlierChild(place)) {
      const child = heap[below];
      if (child === undefined || !isBefore(child, entry)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = entry;
  };
  const removeFirst = (): void => {
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) sink(last);
  };

  return {
    add(due, action) {
      const entry = { due, action, order: entered, cancelled: false };
      entered += 1;
      rise(entry);
      return () => {
        entry.cancelled = true;
      };
    },
    takeUntil(end) {
      for (let first = heap[0]; first !== undefined && first.due <= end; first = heap[0]) {
        removeFirst();
        if (!first.cancelled) return first;
      }
      return undefined;
    },
  };
};
