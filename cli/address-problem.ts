// Why can it not listen there? The system's refusal of an address, in one line.

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is already in use',
  EACCES: 'may not be used by this user',
  EADDRNOTAVAIL: 'is not an address of this machine',
};

type ListenError = { readonly code: string; readonly address?: string; readonly port?: number };

const isListenError = (error: unknown): error is ListenError =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  Object.hasOwn(reasons, error.code);

/** Undefined when the error is about something else. */
export const addressProblem = (error: unknown): string | undefined =>
  isListenError(error)
    ? `Cannot listen: ${error.address ?? ''}${error.port === undefined ? '' : ` port ${error.port}`} ${reasons[error.code]}.`
    : undefined;
