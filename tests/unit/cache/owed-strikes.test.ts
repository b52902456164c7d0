import { beforeEach, describe, expect, it } from '@jest/globals';
import { createOwedStrikes, type OwedStrikes } from '../../../server/cache/owed-strikes.ts';
import type { SharedStore } from '../../../server/cache/shared-store.ts';
import type { Name } from '../../../server/lookup/entry.ts';

type Sent = readonly [string, readonly Name[]];

let sent: Sent[];
let takes: boolean;
let owed: OwedStrikes;

const strike: SharedStore['strike'] = async (kind, names) => {
  sent.push([kind, names]);
  return takes ? { number: sent.length, count: 0 } : undefined;
};
const nothing = (): void => {};

beforeEach(() => {
  sent = [];
  takes = true;
  owed = createOwedStrikes({ maxNames: 250 });
});

const many = (count: number): Name[] => Array.from({ length: count }, (_, n): Name => `id:${n}`);

describe('what Redis did not take', () => {
  it('is sent, each name once, and owed no more', async () => {
    owed.owe('expire', ['id:1', 'id:2']);
    owed.owe('expire', ['id:1']);
    expect(owed.any()).toBe(true);
    expect(await owed.pay(strike, nothing)).toBe(true);
    expect(sent).toEqual([['expire', ['id:1', 'id:2']]]);
    expect(owed.any()).toBe(false);
  });

  it.each([
    ['expire', 'forget'],
    ['forget', 'expire'],
  ] as const)('is forgotten when it was struck as %s and as %s', async (first, second) => {
    owed.owe(first, ['id:1']);
    owed.owe(second, ['id:1']);
    await owed.pay(strike, nothing);
    expect(sent).toEqual([['forget', ['id:1']]]);
  });

  it('goes a hundred names at a time, so that Redis serves others in between', async () => {
    owed.owe('expire', many(230));
    await owed.pay(strike, nothing);
    expect(sent.map(([, names]) => names.length)).toEqual([100, 100, 30]);
    expect(sent.flatMap(([, names]) => names)).toEqual(many(230));
  });

  it('stays owed when it is not taken again, and nothing more is tried', async () => {
    owed.owe('expire', many(150));
    takes = false;
    expect(await owed.pay(strike, nothing)).toBe(false);
    expect(sent).toHaveLength(1);
    takes = true;
    await owed.pay(strike, nothing);
    expect(new Set(sent.slice(1).flatMap(([, names]) => names))).toEqual(new Set(many(150)));
  });

  it('is owed while it is on its way, and once more when it is struck meanwhile', async () => {
    owed.owe('expire', ['id:1']);
    const paid = owed.pay(async (kind, names) => {
      if (sent.length === 0) owed.owe('forget', ['id:1']);
      expect(owed.any()).toBe(true);
      return strike(kind, names);
    }, nothing);
    await paid;
    expect(sent).toEqual([
      ['expire', ['id:1']],
      ['forget', ['id:1']],
    ]);
  });

  it('is told with its number once it is taken', async () => {
    const told: unknown[] = [];
    owed.owe('forget', ['id:1']);
    await owed.pay(strike, (...args) => told.push(args));
    expect(told).toEqual([['forget', ['id:1'], 1]]);
  });

  it('and is more than there is room for becomes one word: everything', async () => {
    owed.owe('expire', many(251));
    owed.owe('forget', ['id:1']);
    await owed.pay(strike, nothing);
    expect(sent).toEqual([['flush', []]]);
    expect(owed.any()).toBe(false);
  });

  it('stays everything when that is not taken either', async () => {
    owed.owe('expire', many(251));
    takes = false;
    await owed.pay(strike, nothing);
    expect(owed.any()).toBe(true);
    takes = true;
    await owed.pay(strike, nothing);
    expect(sent).toEqual([
      ['flush', []],
      ['flush', []],
    ]);
  });
});
