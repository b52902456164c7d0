// Which port did the user name? A number from 1 to 65535 out of one variable, or nothing.

/** @throws RangeError when the variable holds something else */
export const portFrom = (env: NodeJS.ProcessEnv, name: string): number | undefined => {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new RangeError(`${name} must be a port number from 1 to 65535.`);
  }
  return port;
};
