// Which of our names was meant? Finds variables that are one or two letters away from one of ours.

import { knownNames } from './names.ts';

const mostSlips = 2;
/** `POST` and `SORT` are no slips of `PORT`: names as short as these have too many neighbours. */
const shortestCompared = 6;

type Distances = readonly number[];

/** One more row of the table of distances; `before` and `beforeThat` are the two rows above it. */
const nextRow = (a: string, b: string, at: number, before: Distances, beforeThat: Distances): Distances => {
  const row = [at];
  for (let j = 1; j <= b.length; j += 1) {
    const same = a[at - 1] === b[j - 1];
    const swapped = at > 1 && j > 1 && a[at - 1] === b[j - 2] && a[at - 2] === b[j - 1];
    row.push(
      Math.min(
        (before[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (before[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeThat[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      ),
    );
  }
  return row;
};

/** Letters to insert, leave out, replace or swap with their neighbour (optimal string alignment distance). */
export const slipsBetween = (a: string, b: string): number => {
  let beforeThat: Distances = [];
  let before: Distances = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let at = 1; at <= a.length; at += 1) {
    [beforeThat, before] = [before, nextRow(a, b, at, before, beforeThat)];
  }
  return before[b.length] ?? a.length;
};

/** The name of ours that was probably meant; undefined when `name` is ours itself or far from all of them. */
export const meantBy = (name: string): string | undefined => {
  if (knownNames.has(name)) return undefined;
  const upper = name.toUpperCase();
  let nearest: { readonly name: string; readonly slips: number } | undefined;
  for (const ours of knownNames) {
    if (ours.length < shortestCompared || Math.abs(ours.length - upper.length) > mostSlips) continue;
    const slips = slipsBetween(upper, ours);
    if (slips <= mostSlips && slips < (nearest?.slips ?? Number.POSITIVE_INFINITY))
      nearest = { name: ours, slips };
  }
  return nearest?.name;
};
