// Where does the proxy answer? An absolute address, or a TypeError at construction for one that cannot work.

const route = '/v1/me/attributes';

/**
 * Where a server renders: `.invalid` has no host by definition (RFC 2606), so nothing is sent to anybody. Not `https:`, because
 * nobody knows there how the page will be loaded.
 */
const nowhere = 'http://page.invalid';

/** From the root on, or a scheme with a host: anything else the browser would take for a path beside the page. */
const whole = /^($|\/|https?:\/\/[^/])/i;

/** Browsers block plain http from an https page, except to the machine itself. */
const plain = /^http:\/\/(?!localhost|127\.|\[::1])/;

/**
 * The address of the visitor's own attributes, and whether it is of the page's own origin. A `<base>` of the page changes nothing.
 * @throws TypeError for a `baseUrl` that no request could go to
 */
export const addressOf = (
  baseUrl: string,
  page = nowhere,
): { readonly url: URL; readonly ownOrigin: boolean } => {
  const url = new URL(baseUrl.replace(/\/+$/, '') + route, page);
  const isBlocked = page.startsWith('https:') && plain.test(url.href);
  if (!whole.test(baseUrl) || isBlocked || url.href !== url.origin + url.pathname)
    throw new TypeError(`baseUrl: ${baseUrl}`);
  return { url, ownOrigin: url.origin === new URL(page).origin };
};
