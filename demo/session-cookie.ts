// How does the browser keep its session? In one cookie that no script can read.

export const sessionCookie = 'mossworth_session';

/** Without `Secure`, because the demo is plain http on this machine; a real site adds it. */
const attributes = 'Path=/; HttpOnly; SameSite=Lax';

/** The value of `Set-Cookie` that signs in. `lifetime` in milliseconds. */
export const signedIn = (token: string, lifetime: number): string =>
  `${sessionCookie}=${token}; ${attributes}; Max-Age=${Math.floor(lifetime / 1000)}`;

/** The value of `Set-Cookie` that signs out. */
export const signedOut = `${sessionCookie}=; ${attributes}; Max-Age=0`;

/** The token in a `Cookie` header, if there is one. */
export const tokenIn = (header: string | undefined): string | undefined =>
  header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${sessionCookie}=`))
    ?.slice(sessionCookie.length + 1);
