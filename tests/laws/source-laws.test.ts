// What the source must never hold: other clocks, other chance, another process edge, stamps minted elsewhere.

import { describe, expect, it } from '@jest/globals';
import { codeOf, type SourceFile, sourceFiles } from '../support/source-files.ts';

/** The one file in which each branded type may be made by a cast. */
const mints = {
  Session: 'server/auth/session.ts',
  Admitted: 'server/limits/admission.ts',
  Grant: 'server/policy/grant.ts',
  ContactRef: 'server/policy/contact-ref.ts',
  PublicContact: 'server/sanitize/sanitize.ts',
} as const;

const using = (pattern: RegExp, files: readonly SourceFile[] = sourceFiles()): string[] =>
  files.filter((file) => pattern.test(codeOf(file))).map(({ path }) => path);

/** Besides time. */
const broughtByBrowsers =
  /\bMath\.random\b|\bcrypto\.|\bAbortSignal\.timeout\b|\brequest(AnimationFrame|IdleCallback)\b/;
const ofThePage = /(?<![.\w])(document|window|navigator|localStorage|sessionStorage)\b/;

describe('the source', () => {
  it.each(Object.entries(mints))('mints %s in %s alone', (type, file) => {
    expect(using(new RegExp(`\\bas (unknown as )?${type}\\b`))).toEqual([file]);
  });

  it('asks the machine for the time in clock.ts alone, and the browser in world.ts', () => {
    expect(
      using(/\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bset(Timeout|Interval|Immediate)\(/),
    ).toEqual(['server/clock.ts', 'client/world.ts']);
  });

  it('names chance and time of the browser in world.ts alone', () => {
    const library = sourceFiles().filter(({ path }) => path.startsWith('client/'));
    expect(using(broughtByBrowsers, library)).toEqual(['client/world.ts']);
  });

  it('keeps the page out of what is tested without one', () => {
    const library = sourceFiles().filter(({ path }) => /^client\/(core|live)\//.test(path));
    expect(using(ofThePage, library)).toEqual([]);
  });

  it('knows the process at its two edges alone', () => {
    const edges = using(/\bprocess\./).filter((path) => !path.startsWith('scripts/'));
    expect(edges).toEqual(['server/main.ts', 'cli/main.ts']);
  });

  it('gives up no type', () => {
    expect(using(/:\s*any\b|\bas any\b|<any>|\bas unknown as\b/)).toEqual([]);
    expect(
      sourceFiles().filter(({ text }) => /@ts-(ignore|nocheck|expect-error)|biome-ignore/.test(text)),
    ).toEqual([]);
  });

  it('opens each file with a sentence about itself', () => {
    const silent = sourceFiles().filter(({ text }) => !/^(#!.*\n)?\/\/ \S.*[.?!:]/.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('sees a planted violation', () => {
    const planted = { path: 'server/x.ts', text: 'const session = {} as Session; Date.now();' };
    expect(using(/\bas Session\b/, [planted])).toEqual(['server/x.ts']);
    expect(using(/\bDate\.now\b/, [planted])).toEqual(['server/x.ts']);
    const inPage = { path: 'client/core/x.ts', text: 'document.title = Math.random();' };
    expect(using(broughtByBrowsers, [inPage])).toEqual(['client/core/x.ts']);
    expect(using(ofThePage, [inPage])).toEqual(['client/core/x.ts']);
  });
});
