// What can the page ask of the demo site? To sign in and out, and to show; the library alone asks the proxy.

/** Who can visit, and who does: `{ visitors: [{ id, name, about }], signedIn: id | null }`. */
export const askVisitors = async () => (await fetch('/demo/visitors')).json();

/** What Drift holds, as text: parsed, an id of 64 bits would be rounded. */
export const askHoldings = async (visitor) =>
  (await fetch(`/demo/holds?visitor=${encodeURIComponent(visitor)}`)).text();

const answerPath = '/v1/me/attributes';

/** A `fetch` for the library that tells how its requests for an answer went. */
export const fetchTelling = (tell) => async (address, init) => {
  const begun = performance.now();
  const response = await fetch(address, init);
  if (new URL(address, location.href).pathname === answerPath) {
    tell({
      status: `${response.status} ${response.statusText}`.trim(),
      cacheStatus: response.headers.get('Cache-Status') ?? 'none',
      milliseconds: performance.now() - begun,
    });
  }
  return response;
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
