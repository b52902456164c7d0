// Which policy does a file make, and what is said of a wrong one?

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPolicy } from '../../../server/policy/policy-file.ts';
import { policyOf, problemsOf } from './policy-of.ts';

/** A file with these attributes, of which the first stands on line 5. */
const withAttributes = (...lines: readonly string[]): string =>
  ['version: 1', 'audiences:', '  browser:', '    attributes:', ...lines.map((line) => `      ${line}`)].join(
    '\n',
  );

const attributeOf = (line: string) => policyOf(withAttributes(line)).audiences[0]?.attributes[0];

describe('an audience', () => {
  it('that says nothing is for every session, about its own contact, and sees nothing', () => {
    expect(policyOf('version: 1\naudiences: { browser: {} }').audiences).toEqual([
      { name: 'browser', requires: {}, contacts: 'own', contactsPerHour: undefined, attributes: [] },
    ]);
  });

  it('keeps its place in the file', () => {
    const { audiences } = policyOf('version: 1\naudiences: { zoe: {}, ada: {}, _2: {} }');
    expect(audiences.map(({ name }) => name)).toEqual(['zoe', 'ada', '_2']);
  });

  it.each([
    ['500 contacts an hour, when it says no number', '{ contacts: any }', 500],
    ['as many as it says', '{ contacts: any, contactsPerHour: 20 }', 20],
  ])('that may read any contact may read %s', (_, audience, limit) => {
    expect(policyOf(`version: 1\naudiences: { a: ${audience} }`).audiences[0]).toMatchObject({
      contacts: 'any',
      contactsPerHour: limit,
    });
  });

  it('keeps text, numbers and booleans that it requires as they are', () => {
    const { audiences } = policyOf(
      'version: 1\naudiences: { a: { requires: { scope: x y, tier: 2, staff: true, v: "2" } } }',
    );
    expect(audiences[0]?.requires).toEqual({ scope: 'x y', tier: 2, staff: true, v: '2' });
  });
});

describe('an attribute', () => {
  it('is found under its own name and may hold 1024 characters, when it says nothing else', () => {
    expect(attributeOf('plan: { type: string }')).toEqual({
      name: 'plan',
      type: 'string',
      place: { key: '[["plan"],null,null]', from: ['plan'], json: undefined, each: undefined },
      maxLength: 1024,
      enum: undefined,
      description: undefined,
    });
  });

  it.each([
    ['a key', 'employment_name', ['employment_name']],
    ['a dotted path', 'socialProfiles.employment.title', ['socialProfiles', 'employment', 'title']],
    ['a path with spaces', 'Lift AI VID.x', ['Lift AI VID', 'x']],
    ['a list of keys, when one holds a dot', '["Lift AI v1.2", x]', ['Lift AI v1.2', 'x']],
  ])('may be found by %s', (_, from, keys) => {
    expect(attributeOf(`a: { from: ${from}, type: string }`)?.place.from).toEqual(keys);
  });

  it('keeps all that it says', () => {
    expect(
      attributeOf(
        'a: { from: tags, json: /x~1y, each: name, type: list, enum: [b, c], maxLength: 9, description: D }',
      ),
    ).toMatchObject({
      type: 'list',
      place: { from: ['tags'], json: '/x~1y', each: 'name' },
      maxLength: 9,
      enum: ['b', 'c'],
      description: 'D',
    });
  });

  it('shares its place with every other that reads the same', () => {
    const { places } = policyOf(
      withAttributes(
        'a: { from: x, type: string }',
        'b: { from: x, type: number }',
        'c: { from: x, json: "", type: string }',
      ),
    );
    expect(places.map(({ key }) => key)).toEqual(['[["x"],null,null]', '[["x"],"",null]']);
  });
});

describe('extends', () => {
  const namesOf = (text: string, name: string): readonly string[] | undefined =>
    policyOf(text)
      .audiences.find((audience) => audience.name === name)
      ?.attributes.map((attribute) => attribute.name);

  it('takes the attributes over several steps, wherever the parent stands in the file', () => {
    const text = `
version: 1
audiences:
  third: { extends: second, attributes: { c: { type: string } } }
  second: { extends: first, attributes: { b: { type: string } } }
  first: { attributes: { a: { type: string } } }
`;
    expect(namesOf(text, 'third')).toEqual(['a', 'b', 'c']);
    expect(namesOf(text, 'first')).toEqual(['a']);
  });

  it('lets an own attribute take the place of an inherited one', () => {
    const { audiences } = policyOf(`
version: 1
audiences:
  parent: { attributes: { a: { type: string, maxLength: 5 }, b: { type: string } } }
  child: { extends: parent, attributes: { a: { type: number } } }
`);
    expect(audiences[1]?.attributes.map(({ name, type, maxLength }) => [name, type, maxLength])).toEqual([
      ['a', 'number', 1024],
      ['b', 'string', 1024],
    ]);
    expect(audiences[0]?.attributes[0]).toMatchObject({ type: 'string', maxLength: 5 });
  });

  it('takes nothing but attributes', () => {
    const { audiences } = policyOf(`
version: 1
audiences:
  parent: { requires: { scope: x }, contacts: any, contactsPerHour: 3, attributes: { a: { type: string } } }
  child: { extends: parent }
`);
    expect(audiences[1]).toMatchObject({ requires: {}, contacts: 'own', contactsPerHour: undefined });
  });

  it.each([
    [
      'an audience that is not there',
      'a: { extends: nobody }',
      ['audiences.a.extends: names an audience that is not in the file'],
    ],
    ['itself', 'a: { extends: a }', ['audiences.a.extends: leads back to this audience']],
    [
      'a circle',
      'a: { extends: b }, b: { extends: a }, c: { extends: a }',
      [
        'audiences.a.extends: leads back to this audience',
        'audiences.b.extends: leads back to this audience',
      ],
    ],
    [
      'toString',
      'a: { extends: toString }',
      ['audiences.a.extends: names an audience that is not in the file'],
    ],
    [
      'two audiences',
      'a: { extends: [b, c] }, b: {}, c: {}',
      ['audiences.a.extends: must be text (quote it if YAML reads it as something else)'],
    ],
  ])('of %s is refused', (_, audiences, problems) => {
    expect(problemsOf(`version: 1\naudiences: { ${audiences} }`)).toEqual(
      problems.map((problem) => `line 2: ${problem}`),
    );
  });
});

describe('an attribute is refused, with its line and path,', () => {
  const types = 'must be one of string, number, boolean, datetime, date, list';

  it.each([
    ['without a type', '{}', 'a.type', types],
    ['of an unknown type', '{ type: text }', 'a.type', types],
    ['that is only text', 'string', 'a', 'must be a mapping'],
    ['that says nothing', '', 'a', 'must be a mapping'],
    ['with an unknown setting', '{ type: string, maxlength: 5 }', 'a.maxlength', 'is not a setting here'],
    ['with an enum of a number', '{ type: number, enum: ["1"] }', 'a.enum', 'is not a setting here'],
    ['with a maxLength of a date', '{ type: date, maxLength: 5 }', 'a.maxLength', 'is not a setting here'],
    ['with each outside a list', '{ type: string, each: name }', 'a.each', 'is not a setting here'],
    ['with an empty enum', '{ type: string, enum: [] }', 'a.enum', 'must hold at least one value'],
    ['with an enum value twice', '{ type: string, enum: [b, b] }', 'a.enum', 'must not hold a value twice'],
    [
      'with an enum of numbers',
      '{ type: string, enum: [1] }',
      'a.enum.0',
      'must be text (quote it if YAML reads it as something else)',
    ],
    ['with a maxLength of 0', '{ type: string, maxLength: 0 }', 'a.maxLength', 'must be at least 1'],
    [
      'with a fraction as maxLength',
      '{ type: string, maxLength: 1.5 }',
      'a.maxLength',
      'must be a whole number',
    ],
    [
      'with an endless maxLength',
      '{ type: string, maxLength: 65537 }',
      'a.maxLength',
      'must not be more than 65536',
    ],
    [
      'with a pointer without /',
      '{ type: string, json: city }',
      'a.json',
      'must be a JSON pointer: empty, or starting with /',
    ],
    [
      'with a pointer with a bare ~',
      '{ type: string, json: /a~b }',
      'a.json',
      'must be a JSON pointer: empty, or starting with /',
    ],
    [
      'with a pointer to a prototype',
      '{ type: string, json: /a/__proto__ }',
      'a.json',
      'holds a key that cannot be a name',
    ],
    ['with an empty path', '{ type: string, from: "" }', 'a.from', 'must be keys separated by single dots'],
    ['with an empty step', '{ type: string, from: x..y }', 'a.from', 'must be keys separated by single dots'],
    [
      'with a path to a prototype',
      '{ type: string, from: x.__proto__.y }',
      'a.from',
      'holds a key that cannot be a name',
    ],
    ['with a path to a constructor', '{ type: string, from: [constructor] }', 'a.from.0', 'cannot be a name'],
    ['with a path of no keys', '{ type: string, from: [] }', 'a.from', 'must hold at least one key'],
    [
      'with a path of 17 keys',
      `{ type: string, from: ${'x.'.repeat(16)}x }`,
      'a.from',
      'must not hold more than 16 keys',
    ],
    [
      'with a number as path',
      '{ type: string, from: 5 }',
      'a.from',
      'must be a dotted path, or a list of keys when a key holds a dot',
    ],
    ['that picks prototypes', '{ type: list, each: prototype }', 'a.each', 'cannot be a name'],
  ])('%s', (_, attribute, path, problem) => {
    expect(problemsOf(withAttributes('ok: { type: string }', `a: ${attribute}`))).toEqual([
      `line 6: audiences.browser.attributes.${path}: ${problem}`,
    ]);
  });

  it.each(['1st', 'two words', 'ä', '"a,b"', '""', 'x'.repeat(65), '.a'])('by the name of %s', (name) => {
    expect(problemsOf(withAttributes(`${name}: { type: string }`))).toEqual([
      expect.stringMatching(
        /^line 5: audiences\.browser\.attributes\..*: is not a usable name: it must start with/,
      ),
    ]);
  });
});

describe('a file is refused', () => {
  it.each([
    ['that is empty', '', ['line 1: the file: must be a mapping']],
    ['that is only text', 'canary', ['line 1: the file: must be a mapping']],
    ['without a version', 'audiences: { a: {} }', ['line 1: version: is required']],
    ['of another version', 'version: 2\naudiences: { a: {} }', ['line 1: version: must be 1']],
    ['whose version is text', 'version: "1"\naudiences: { a: {} }', ['line 1: version: must be 1']],
    ['without audiences', 'version: 1', ['line 1: audiences: is required']],
    ['with no audience', 'version: 1\naudiences: {}', ['line 2: audiences: must hold at least one audience']],
    [
      'with an unknown setting',
      'version: 1\naudiences: { a: {} }\nlimit: 5',
      ['line 3: limit: is not a setting here'],
    ],
    [
      'with other contacts than own and any',
      'version: 1\naudiences: { a: { contacts: all } }',
      ['line 2: audiences.a.contacts: must be one of own, any'],
    ],
    [
      'with a limit for own contacts',
      'version: 1\naudiences: { a: { contactsPerHour: 5 } }',
      ['line 2: audiences.a.contactsPerHour: goes only with contacts: any'],
    ],
    [
      'with a limit of 0',
      'version: 1\naudiences: { a: { contacts: any, contactsPerHour: 0 } }',
      ['line 2: audiences.a.contactsPerHour: must be at least 1'],
    ],
    [
      'that requires a list',
      'version: 1\naudiences: { a: { requires: { role: [x, y] } } }',
      ['line 2: audiences.a.requires.role: must be text, a number, true or false'],
    ],
    [
      'that requires no scope',
      'version: 1\naudiences: { a: { requires: { scope: " " } } }',
      ['line 2: audiences.a.requires.scope: must hold at least one word'],
    ],
    [
      'that requires a scope that is no text',
      'version: 1\naudiences: { a: { requires: { scp: 5 } } }',
      ['line 2: audiences.a.requires.scp: must be text (quote it if YAML reads it as something else)'],
    ],
    [
      'with more than 100 audiences',
      `version: 1\naudiences: { ${Array.from({ length: 101 }, (_, index) => `a${index}: {}`).join(', ')} }`,
      ['line 2: audiences: must not hold more than 100 audiences'],
    ],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('with all its problems at once, in the order of the lines', () => {
    const text = `version: 1
audiences:
  browser:
    extends: nobody
    contacts: canary
    attributes:
      plan: { type: canary }
      1st: { type: string }
      city: { type: string, json: canary }
  support:
    colour: canary
`;
    expect(problemsOf(text).map((problem) => problem.split(': ', 2).join(': '))).toEqual([
      'line 4: audiences.browser.extends',
      'line 5: audiences.browser.contacts',
      'line 7: audiences.browser.attributes.plan.type',
      'line 8: audiences.browser.attributes.1st',
      'line 9: audiences.browser.attributes.city.json',
      'line 11: audiences.support.colour',
    ]);
    expect(problemsOf(text).join()).not.toContain('canary');
  });
});

describe('whatever the text', () => {
  const piece = fc.constantFrom(
    'version',
    ': ',
    '1',
    '\n',
    '  ',
    '- ',
    'audiences',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '<<',
    '"',
    "'",
    '|',
    '>',
    '#',
    '?',
    '---',
    '...',
    '%YAML 1.1',
    '\t',
    '\u0000',
    '\ufeff',
    '\ud800',
    '__proto__',
    'type',
    'string',
    'extends',
    'from',
    ',',
  );
  const anyText = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join('')),
    fc.json(),
    fc
      .array(piece, { maxLength: 5 })
      .map((pieces) => `version: 1\naudiences: { a: { attributes: { ${pieces.join('')} } } }`),
  );

  it('reading it never throws, and yields either a policy or problems', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const outcome = readPolicy(text);
        expect('policy' in outcome || outcome.problems.length > 0).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
