// Would Drift know whom we mean? What a page's author can get wrong about an identity, each in one sentence.

/** What turns up as an id when there is none. All such visitors would share one contact, and see each other's chats. */
const nobodies = ['0', 'undefined', 'null', 'NaN', 'true', 'false', '[object Object]', 'anonymous', 'guest'];

/** 1 to 255 characters of well-formed Unicode without control characters, as the proxy takes them in a session. */
const idForm = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

const emailForm = /^[^\s@\p{Cc}\p{Cs}]{1,64}@[^\s@\p{Cc}\p{Cs}]+$/u;

type Identity = {
  readonly id: unknown;
  readonly attributes: unknown;
  /** Undefined: the identity is not to be signed. */
  readonly options: unknown;
};

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const isId = (id: unknown): boolean =>
  (typeof id === 'string' || (Number.isSafeInteger(id) && Number(id) > 0)) &&
  idForm.test(String(id)) &&
  String(id).trim() === String(id) &&
  !nobodies.includes(String(id));

const isEmail = (email: unknown): boolean =>
  typeof email === 'string' && email.length <= 254 && emailForm.test(email);

/** `sub` of a JSON Web Token (RFC 7519, 4.1.2), unverified; undefined when it is none. */
const subjectOf = (token: unknown): unknown => {
  try {
    const [, payload = ''] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token as string) ?? [];
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (character) =>
      character.charCodeAt(0),
    );
    return propertyOf(JSON.parse(new TextDecoder().decode(bytes)), 'sub');
  } catch {
    return undefined;
  }
};

const isSignedFor = (token: unknown, id: unknown): boolean => {
  const subject = subjectOf(token);
  return subject !== undefined && String(subject) === String(id);
};

/** The first mistake, if there is one; no value of the visitor's is in the sentence. */
export const mistakeIn = ({ id, attributes, options }: Identity): string | undefined => {
  if (!isId(id))
    return "identifyVisitor: id must be your site's own id of this visitor, a text of 1 to 255 characters or a positive whole number; without one, do not identify.";
  if (!isEmail(propertyOf(attributes, 'email')))
    return 'identifyVisitor: attributes must hold `email`, a valid e-mail address; without one, Drift makes a contact that nobody can find.';
  if (options !== undefined && !isSignedFor(propertyOf(options, 'userJwt'), id))
    return 'identifyVisitor: userJwt must be a JSON Web Token from your server whose `sub` is the same id.';
  return undefined;
};
