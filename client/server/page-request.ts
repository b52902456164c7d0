// What is a request to a back end that renders pages, and which session token does it carry?

/** What has headers: a web `Request`, or Node's `IncomingMessage` (so Express's and Fastify's requests too). */
export type PageRequest = {
  readonly headers: WebHeaders | NodeHeaders;
  /** Node alone tells here of headers that came twice. */
  readonly headersDistinct?: Readonly<Record<string, readonly string[] | undefined>> | undefined;
};

type WebHeaders = { get(name: string): string | null };
type NodeHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The one token, or why there is none to send. */
export type TokenFound =
  | { readonly token: string }
  | { readonly reason: 'no_session' | 'token_invalid' | 'token_conflict' };

const areWeb = (headers: PageRequest['headers']): headers is WebHeaders =>
  typeof headers['get'] === 'function';

const linesOf = ({ headers, headersDistinct }: PageRequest, name: string): readonly string[] => {
  if (areWeb(headers)) return [headers.get(name) ?? []].flat();
  return [headersDistinct?.[name] ?? headers[name] ?? []].flat();
};

/** RFC 6750; another scheme (a staging site's Basic) is no credential of ours. */
const bearerTokens = (lines: readonly string[]): string[] =>
  lines.filter((line) => /^bearer( |$)/i.test(line)).map((line) => line.slice('bearer '.length));

/** Every non-empty value of the cookie; an empty one is what a log-out leaves behind. */
const cookieValues = (lines: readonly string[], name: string): string[] =>
  lines
    .flatMap((line) => line.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`) && pair.length > name.length + 1)
    .map((pair) => pair.slice(name.length + 1));

/** The form of a JSON Web Token (RFC 7519). Nothing else is sent on: it goes into a header. */
const isToken = (text: unknown): boolean =>
  typeof text === 'string' && text.length <= 8192 && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

/** Whatever a callback gave: a token, nothing, or something else. */
export const tokenGiven = (given: unknown): TokenFound => {
  if (given === null || given === undefined || given === '') return { reason: 'no_session' };
  return isToken(given) ? { token: given as string } : { reason: 'token_invalid' };
};

/**
 * As the proxy reads it: the `Authorization` header as Bearer, or the cookie of this name. The same token in both is one; two that
 * differ, or either of them twice, are a conflict.
 */
export const tokenIn = (request: PageRequest, cookie: string | undefined): TokenFound => {
  const authorizations = linesOf(request, 'authorization');
  const bearers = bearerTokens(authorizations);
  const cookies = cookie === undefined ? [] : cookieValues(linesOf(request, 'cookie'), cookie);
  if (authorizations.length > 1 || cookies.length > 1) return { reason: 'token_conflict' };
  const [token, another = token] = [...bearers, ...cookies];
  return token === another ? tokenGiven(token) : { reason: 'token_conflict' };
};
