// The printed interface says of each attribute what the policy says, and is TypeScript whatever the policy holds.

import { describe, expect, it } from '@jest/globals';
import { parseSync } from '@swc/core';
import fc from 'fast-check';
import { audienceInterface, everybodysAudience } from '../../../cli/audience-interface.ts';
import type { Audience } from '../../../server/policy/policy.ts';
import { policyOf } from '../policy/policy-of.ts';

const audienceIn = (text: string): Audience => {
  const audience = policyOf(text).audiences[0];
  if (audience === undefined) throw new Error('no audience');
  return audience;
};

const attributes = (lines: string): Audience =>
  audienceIn(`{ version: 1, audiences: { browser: { attributes: { ${lines} } } } }`);

describe('the interface of an audience', () => {
  it('is this, for one attribute of each kind', () => {
    const audience = audienceIn(`
version: 1
audiences:
  sales-team:
    attributes:
      name: { type: string }
      plan: { type: string, enum: [free, pro], description: The plan of the company }
      score: { type: number }
      subscribed: { type: boolean }
      last_seen: { type: datetime, description: Here last }
      renewal: { type: date }
      tags: { type: list, description: "What the team calls them." }
      roles: { type: list, enum: [buyer, user] }
      lift.score: { type: number }
      top-level: { type: boolean }
`);
    expect(audienceInterface(audience)).toBe(`\
/** What the audience sales-team may see of a visitor. Printed by: drift-attribute-proxy types */
export interface SalesTeamAttributes {
  readonly name?: string;
  /** The plan of the company. */
  readonly plan?: 'free' | 'pro';
  readonly score?: number;
  readonly subscribed?: boolean;
  /** Here last. ISO 8601, in UTC. */
  readonly last_seen?: string;
  /** YYYY-MM-DD. */
  readonly renewal?: string;
  /** What the team calls them. */
  readonly tags?: readonly string[];
  readonly roles?: readonly ('buyer' | 'user')[];
  readonly 'lift.score'?: number;
  readonly 'top-level'?: boolean;
}`);
  });

  it('holds what is inherited', () => {
    const policy = policyOf(`
version: 1
audiences:
  browser: { attributes: { plan: { type: string } } }
  support: { requires: { scope: all }, extends: browser, attributes: { email: { type: string } } }
`);
    const support = policy.audiences[1];
    expect(support && audienceInterface(support)).toMatch(/plan\?: string;\n.*email\?: string;/);
  });

  it('may be empty', () => {
    expect(audienceInterface(attributes(''))).toMatch(/export interface BrowserAttributes \{\n\}$/);
  });

  it.each(['ends */ here', 'ends *\\/ or */ here\nand goes on */ export const x = 1; /*', '**/', '*', '/'])(
    'keeps the description %j within its comment',
    (description) => {
      const audience = attributes(`plan: { type: string, description: ${JSON.stringify(description)} }`);
      expect(parseSync(audienceInterface(audience), { syntax: 'typescript' }).body).toHaveLength(1);
    },
  );

  it('reads back as the policy has it, whatever that holds', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,20}$/);
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom("'", '"', '\\', '\n', '\u2028', '\u2029', '*', '/', '\0', 'u') }),
    );
    const list = attributes('any: { type: list }').attributes[0];
    if (list === undefined) throw new Error('no attribute');
    const rules = fc.uniqueArray(
      fc.record({
        name,
        description: fc.option(text, { nil: undefined }),
        enum: fc.array(text, { minLength: 1 }),
      }),
      { selector: (rule) => rule.name },
    );
    fc.assert(
      fc.property(rules, name, (given, audience) => {
        const typed = given.map((rule) => ({ ...list, ...rule }));
        const [statement, ...more] = parseSync(
          audienceInterface({ ...attributes(''), name: audience, attributes: typed }),
          { syntax: 'typescript' },
        ).body;
        expect(more).toEqual([]);
        expect(propertiesOf(statement)).toEqual(given.map((rule) => [rule.name, rule.enum]));
      }),
    );
  });
});

/** Just what the property looks at of swc's tree. */
type Tree = {
  readonly declaration: {
    readonly body: {
      readonly body: readonly {
        readonly key: { readonly value: string };
        readonly typeAnnotation: { readonly typeAnnotation: TypeNode };
      }[];
    };
  };
};
type TypeNode = {
  readonly typeAnnotation?: TypeNode;
  readonly elemType?: TypeNode;
  readonly types?: readonly TypeNode[];
  readonly literal?: { readonly value: string };
};

const textsIn = ({ typeAnnotation, elemType, types, literal }: TypeNode): string[] => {
  if (literal !== undefined) return [literal.value];
  const within = [typeAnnotation, elemType, ...(types ?? [])];
  return within.flatMap((node) => (node === undefined ? [] : textsIn(node)));
};

const propertiesOf = (statement: unknown) =>
  (statement as Tree).declaration.body.body.map(({ key, typeAnnotation }) => [
    key.value,
    textsIn(typeAnnotation.typeAnnotation),
  ]);

describe('the audience of every session', () => {
  const named = (audiences: string) =>
    everybodysAudience(policyOf(`{ version: 1, audiences: { ${audiences} } }`))?.name;

  it.each([
    ['the only one', 'browser: {}', 'browser'],
    ['the one that asks for nothing', 'support: { requires: { role: agent } }, browser: {}', 'browser'],
    ['the last of several that ask for nothing, for it is tried first', 'one: {}, two: {}', 'two'],
    ['one that asks for nothing in so many words', 'one: { requires: {} }', 'one'],
    ['none, when each asks for something', 'support: { requires: { role: agent } }', undefined],
  ])('is %s', (_what, audiences, name) => {
    expect(named(audiences)).toBe(name);
  });
});
