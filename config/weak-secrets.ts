// Can this secret be guessed? Well-known samples, placeholders, and bytes without variety.

/** Sample keys of jwt.io, of library manuals and of RFC 7515 (appendix A.1), in lower case. */
const wellKnown = new Set([
  'your-256-bit-secret',
  'your-384-bit-secret',
  'your-512-bit-secret',
  'a-string-secret-at-least-256-bits-long',
  'a-valid-string-secret-that-is-at-least-384-bits-long',
  'a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long',
  'secret',
  'secretkey',
  'secret-key',
  'supersecret',
  'super-secret',
  'mysecret',
  'my-secret',
  'jwt-secret',
  'jwtsecret',
  'shhhhh',
  'keyboard cat',
  'password',
  'passw0rd',
  'qwerty',
  '123456',
  'test',
]);
const rfc7515 = 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow';
const placeholder = /^(?:please[-_ ]?)?(?:change|replace|insert)[-_ ]?(?:me|this|it)|^your[-_ ]|^<.*>$/i;

/** Random bytes, hexadecimal and base64 text all have far more than this. */
const leastVariety = 8;
/** Below this length randomness, too, may repeat itself; length is another check. */
const shortestJudged = 16;

/** A run such as `abcdefgh…` has many different bytes but few different steps from one to the next. */
const lacksVariety = (secret: Buffer): boolean => {
  const steps = secret.subarray(1).map((byte, index) => byte - (secret[index] ?? 0));
  return new Set(secret).size < leastVariety || new Set(steps).size < leastVariety;
};

/** Says why the secret is weak, if it is; its length is not judged here. */
export const weakness = (secret: Buffer): string | undefined => {
  const text = secret.toString('utf8');
  if (wellKnown.has(text.toLowerCase()) || text === rfc7515 || secret.toString('base64url') === rfc7515) {
    return 'is a well-known sample';
  }
  if (placeholder.test(text)) return 'is a placeholder';
  if (secret.length >= shortestJudged && lacksVariety(secret)) return 'repeats itself';
  return undefined;
};
