// What may stand in the policy file? Its schema, from which the check, the types and the editors' JSON Schema come.

import { z } from 'zod';
import { namePattern, reservedNames } from './names.ts';

const maxKeys = 16;
const maxAudiences = 100;

const name = z
  .string()
  .regex(
    namePattern,
    'must start with a letter or _ and hold at most 64 letters, digits, dots, dashes and underscores',
  );

/** Keys that a path may follow: a reserved one could only ever mean trouble. */
const isOpen = (key: string): boolean => !reservedNames.has(key);

const key = z.string().min(1, 'must not be empty').refine(isOpen, 'cannot be a name');

const dottedPath = z
  .string()
  .regex(/^[^.]+(\.[^.]+)*$/, 'must be keys separated by single dots')
  .refine((path) => path.split('.').every(isOpen), 'holds a key that cannot be a name')
  .refine((path) => path.split('.').length <= maxKeys, `must not hold more than ${maxKeys} keys`);

const keys = z
  .array(key)
  .min(1, 'must hold at least one key')
  .max(maxKeys, `must not hold more than ${maxKeys} keys`);

const from = z
  .union([dottedPath, keys], { error: 'must be a dotted path, or a list of keys when a key holds a dot' })
  .meta({
    title: 'Where it is found',
    description:
      "Dotted path into the attributes of a Drift contact, or a list of keys when a key holds a dot. Without it: the attribute's own name.",
    examples: ['employment_name', 'socialProfiles.employment.title'],
  });

const json = z
  .string()
  .max(1024, 'must not be longer than 1024 characters')
  .regex(/^(\/([^~/]|~[01])*)*$/, 'must be a JSON pointer: empty, or starting with /')
  .refine((pointer) => pointer.split('/').every(isOpen), 'holds a key that cannot be a name')
  .meta({
    title: 'JSON pointer',
    description: 'For a value that is itself JSON text: JSON pointer (RFC 6901) into it.',
    examples: ['/city'],
  });

const each = key.meta({
  title: 'Key of each element',
  description:
    'In a list of objects, the key that is picked from each. Elements that are text already stay as they are.',
});

const maxLength = z.int().min(1, 'must be at least 1').max(65_536, 'must not be more than 65536').meta({
  title: 'Longest value',
  description:
    'In characters (code points); of a list, of each element. A longer value is left out, never cut. Without it: 1024.',
});

const choices = z
  .array(z.string())
  .min(1, 'must hold at least one value')
  .refine((values) => new Set(values).size === values.length, 'must not hold a value twice')
  .meta({
    title: 'Possible values',
    description: 'Any other value is left out. Quote what YAML would not read as text: "1", "true".',
  });

const description = z.string().max(500, 'must not be longer than 500 characters').meta({
  title: 'Description',
  description: 'For the readers of GET /v1/attributes and of the generated types.',
});

const anyType = { from: from.optional(), json: json.optional(), description: description.optional() };
const ofText = { ...anyType, maxLength: maxLength.optional(), enum: choices.optional() };

const attribute = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('string'), ...ofText }),
    z.strictObject({ type: z.literal('number'), ...anyType }),
    z.strictObject({ type: z.literal('boolean'), ...anyType }),
    z.strictObject({ type: z.literal('datetime'), ...anyType }),
    z.strictObject({ type: z.literal('date'), ...anyType }),
    z.strictObject({ type: z.literal('list'), ...ofText, each: each.optional() }),
  ])
  .meta({
    title: 'Attribute',
    description:
      'One value that may be seen. Nothing is converted: a value that does not fit its type is left out and counted. datetime takes epoch milliseconds or ISO 8601; list is of text, at most 100 elements.',
  });

const attributes = z.record(name, attribute).meta({
  title: 'Attributes',
  description:
    'What this audience may see, by the name it is given in the answer. What is not listed never leaves.',
});

const words = z.string().regex(/\S/, 'must hold at least one word');

const requires = z
  .object({
    scope: words.optional().meta({ description: 'All these words must be in the claim scope (or scp).' }),
    scp: words.optional().meta({ description: 'All these words must be in the claim scp (or scope).' }),
  })
  .catchall(
    z.union([z.string(), z.number(), z.boolean()], { error: 'must be text, a number, true or false' }),
  )
  .meta({
    title: 'Required claims',
    description:
      'Claims that a session must carry to belong to this audience: equal to the value, or a list that contains it. Without it: every valid session.',
  });

const contactsPerHour = z
  .int()
  .min(1, 'must be at least 1')
  .max(1_000_000_000, 'must not be more than 1000000000')
  .meta({
    title: 'Contacts per hour',
    description:
      'Distinct contacts that one subject may read in an hour; only with contacts: any. Without it: 500.',
  });

const audience = z
  .strictObject({
    requires: requires.optional(),
    contacts: z.enum(['own', 'any']).default('own').meta({
      title: 'Whose attributes',
      description: 'own: those of the contact that the session names. any: those of every contact, too.',
    }),
    contactsPerHour: contactsPerHour.optional(),
    extends: name.optional().meta({
      title: 'Inherit from',
      description:
        'The audience whose attributes this one has as well; an own attribute of the same name wins. Nothing else is inherited.',
    }),
    attributes: attributes.optional(),
  })
  .refine(({ contacts, contactsPerHour: limit }) => contacts !== 'own' || limit === undefined, {
    path: ['contactsPerHour'],
    error: 'goes only with contacts: any',
    // Said together with the other problems of the audience, not after they are solved.
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  .meta({ title: 'Audience', description: 'A group of sessions and what they may see.' });

const audiences = z
  .record(name, audience)
  .refine((all) => Object.keys(all).length > 0, 'must hold at least one audience')
  .refine(
    (all) => Object.keys(all).length <= maxAudiences,
    `must not hold more than ${maxAudiences} audiences`,
  )
  .meta({
    title: 'Audiences',
    description:
      'Tried from the last to the first; the first whose required claims are there decides. With none, the session is refused.',
  });

/** The schema of the policy file. */
export const policySchema = z
  .strictObject({
    version: z.literal(1).meta({ title: 'Version', description: 'Of this format: 1.' }),
    audiences,
  })
  .meta({
    title: 'Policy of drift-attribute-proxy',
    description:
      'Who may see which attributes of a Drift contact. What is not listed here is neither stored nor sent.',
  });

export type PolicyFile = z.output<typeof policySchema>;
export type AudienceInFile = PolicyFile['audiences'][string];
export type AttributeInFile = z.output<typeof attribute>;

/** JSON Schema (draft 2020-12) of the policy file, for editors. */
export const policyJsonSchema = (): object =>
  z.toJSONSchema(policySchema, { target: 'draft-2020-12', io: 'input' });
