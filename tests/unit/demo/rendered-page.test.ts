// The page that the demo renders is personal before any script runs, and markup in a value stays text.

import { describe, expect, it } from '@jest/globals';
import { renderedPage } from '../../../demo/rendered-page.ts';
import { hostileStrings } from '../../../sandbox/hostile-strings.ts';

const pageFor = (attributes: Record<string, string> | undefined): string =>
  renderedPage({
    answer:
      attributes === undefined
        ? null
        : { known: true, attributes, asOf: '2026-11-22T10:00:00.000Z', stale: false },
    bootstrap: 'null',
    isSignedIn: attributes !== undefined,
  });

const tagsOf = (html: string): readonly string[] => html.match(/<[a-z/!][^>]*>/gi) ?? [];

describe('the rendered page', () => {
  it('greets by name and company', () => {
    const html = pageFor({ first_name: 'Ada', company: 'Lumen Freight', plan: 'pro' });
    expect(html).toContain('<bdi data-drift-text="first_name">Ada</bdi>');
    expect(html).toContain('<bdi data-drift-text="company">Lumen Freight</bdi>');
    expect(html).toContain('<strong id="plan" data-drift-text="plan">pro</strong>');
  });

  it('shows its own words to nobody in particular', () => {
    const html = pageFor(undefined);
    expect(html).toContain('<span data-drift-if="!first_name">Plants that turn up to work.</span>');
    expect(html).toContain('Sign in on the first page');
  });

  it.each(hostileStrings)('makes no element of %j', (value) => {
    const hostile = pageFor({ first_name: value, company: value, plan: value });
    expect(tagsOf(hostile)).toEqual(tagsOf(pageFor({ first_name: 'x', company: 'x', plan: 'x' })));
  });

  it('runs nothing that stands inline', () => {
    const scripts = tagsOf(pageFor({})).filter((tag) => tag.startsWith('<script'));
    expect(scripts.filter((tag) => !/ src="| type="application\/json"/.test(tag))).toEqual([]);
    expect(pageFor({})).not.toMatch(/<style|\sstyle=|\son[a-z]+=/i);
  });
});
