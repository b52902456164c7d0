// What can the page ask, and of whom? The demo site for sign-in and show, the proxy for the visitor's attributes.

/** Who can visit, and who does: `{ visitors: [{ id, name, about }], signedIn: id | null }`. */
export const askVisitors = async () => (await fetch('/demo/visitors')).json();

/** What Drift holds, as text: parsed, an id of 64 bits would be rounded. */
export const askHoldings = async (visitor) =>
  (await fetch(`/demo/holds?visitor=${encodeURIComponent(visitor)}`)).text();

/** The one request that a real page would make. */
export const askAttributes = async () => {
  const begun = performance.now();
  const response = await fetch('/v1/me/attributes', { headers: { 'X-Drift-Attributes': '1' } });
  const body = await response.json();
  return {
    ok: response.ok,
    status: `${response.status} ${response.statusText}`.trim(),
    cacheStatus: response.headers.get('Cache-Status') ?? 'none',
    milliseconds: performance.now() - begun,
    body,
  };
};

const post = async (path, fields) => {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(fields),
  });
  if (!response.ok) throw new Error(await response.text());
};

export const signIn = (visitor) => post('/demo/sign-in', { visitor });
export const signOut = () => post('/demo/sign-out', {});
export const savePlan = (plan) => post('/demo/edit', { plan });
