import { describe, expect, it } from '@jest/globals';
import { createCaps, mostOfAddress, mostOfSubject } from '../../../server/live/caps.ts';

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'let in';
  } catch (error) {
    const { code, reason } = error as { code: string; reason: string };
    return `${code}: ${reason}`;
  }
};

describe('there is room for', () => {
  it('20 of one subject', () => {
    const caps = createCaps(100);
    for (let turn = 0; turn < mostOfSubject; turn += 1) caps.take('ada', undefined);
    expect(codeOf(() => caps.take('ada', undefined))).toBe('too_many_requests: streams_of_subject');
    expect(codeOf(() => caps.take('bo', undefined))).toBe('let in');
  });

  it('2,000 of one address', () => {
    const caps = createCaps(10_000);
    for (let turn = 0; turn < mostOfAddress; turn += 1) caps.take(`subject ${turn}`, '192.0.2.1');
    expect(codeOf(() => caps.take('ada', '192.0.2.1'))).toBe('too_many_requests: streams_of_address');
    expect(codeOf(() => caps.take('ada', '192.0.2.2'))).toBe('let in');
    expect(codeOf(() => caps.take('ada', undefined))).toBe('let in');
  });

  it('as many in all as it was told', () => {
    const caps = createCaps(2);
    caps.take('a', undefined);
    caps.take('b', undefined);
    expect(codeOf(() => caps.take('c', undefined))).toBe('overloaded: streams');
  });
});

describe('a place', () => {
  it('is free once it is given back, and only once however often', () => {
    const caps = createCaps(2);
    const [first] = [caps.take('a', '1'), caps.take('a', '1')];
    first();
    first();
    expect(caps.open).toBe(1);
    caps.take('a', '1');
    expect(codeOf(() => caps.take('a', '1'))).toBe('overloaded: streams');
  });

  it('is not taken by who is refused', () => {
    const caps = createCaps(100);
    const free = Array.from({ length: mostOfSubject }, () => caps.take('ada', '1'));
    codeOf(() => caps.take('ada', '1'));
    for (const give of free) give();
    expect(caps.open).toBe(0);
    expect(codeOf(() => caps.take('ada', '1'))).toBe('let in');
  });
});
