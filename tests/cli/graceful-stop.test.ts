// The server as a process: what SIGTERM does to requests under load, in flight and too slow, and how it starts without Drift.

import { createSecretKey } from 'node:crypto';
import { Agent, get, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { systemClock } from '../../server/clock.ts';
import { canary } from '../support/canary.ts';
import { type Command, emptyFolder, freePort, runCommand } from '../support/command.ts';
import { signToken } from '../support/tokens.ts';
import { until } from '../support/until.ts';

type Env = Readonly<Record<string, string>>;
type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };

const sandboxes: Sandbox[] = [];
const servers: Command[] = [];
afterEach(async () => {
  for (const { child, ended } of servers.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  await Promise.all(sandboxes.splice(0).map((sandbox) => sandbox.close()));
});

const openSandbox = async () => {
  const { driftToken: token, webhookToken } = canary;
  const sandbox = createSandbox({ token, webhookToken, clock: systemClock, requestsPerMinute: 1_000_000 });
  sandboxes.push(sandbox);
  return { sandbox, url: (await sandbox.listen(0)).url };
};

const key = createSecretKey(Buffer.from(canary.sessionSecret));
const tokenFor = (sub: string): string => {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://www.example.com', aud: 'test', sub, iat, exp: iat + 600 };
  return signToken(claims, { key, algorithm: 'HS256' });
};

const startServer = async (driftUrl: string, env: Env = {}) => {
  const port = await freePort();
  const command = runCommand(['start'], {
    cwd: emptyFolder(),
    env: {
      DRIFT_API_URL: driftUrl,
      DRIFT_TOKEN: canary.driftToken,
      DRIFT_TIMEOUT: '20s',
      SESSION_SECRET: canary.sessionSecret,
      SESSION_ISSUER: 'https://www.example.com',
      SESSION_AUDIENCE: 'test',
      SUBJECT_REQUESTS_PER_MINUTE: 'off',
      ADDRESS_REQUESTS_PER_MINUTE: 'off',
      PORT: String(port),
      ADMIN_PORT: 'off',
      ...env,
    },
  });
  servers.push(command);
  await command.printed(/Listening for browsers/);
  return { ...command, url: `http://127.0.0.1:${port}` };
};

/** No whole answer came: the system's code, and whether it was on a connection that the server had kept open. */
type Failure = { readonly lost: string };

/** One request over a connection of the agent's. @throws Failure */
const ask = (url: string, agent: Agent, sub = 'user-ada'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const lost = ({ code }: NodeJS.ErrnoException): void =>
      reject({ lost: `${code} ${outgoing.reusedSocket ? 'kept' : 'new'}` } satisfies Failure);
    const outgoing = get(
      url,
      { agent, headers: { Authorization: `Bearer ${tokenFor(sub)}` } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', lost);
        response.on('end', () => {
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, text: Buffer.concat(chunks).toString() });
        });
      },
    );
    outgoing.on('error', lost);
  });

const once = new Agent({ keepAlive: false });
const readiness = async (url: string): Promise<readonly [number, string]> => {
  const { status, text } = await ask(`${url}/readyz`, once);
  return [status, JSON.parse(text).status];
};
const isRefused = (url: string): Promise<boolean> =>
  ask(`${url}/healthz`, once).then(
    () => false,
    ({ lost }: Failure) => lost === 'ECONNREFUSED new',
  );

/** Clients that each keep a connection and ask again and again, until they are told to end or lose a request. */
const beginLoad = (url: string, clients: number) => {
  const outcomes: (Answer | Failure)[] = [];
  let ending = false;
  const client = async (): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!ending) {
      const outcome = await ask(`${url}/v1/me/attributes`, agent).catch((failure: Failure) => failure);
      outcomes.push(outcome);
      if ('lost' in outcome) break;
    }
    agent.destroy();
  };
  const ended = Promise.all(Array.from({ length: clients }, client));
  return {
    outcomes,
    ended,
    end: () => {
      ending = true;
      return ended;
    },
  };
};

const gist = (outcome: Answer | Failure): string =>
  'lost' in outcome ? outcome.lost : `${outcome.status} ${outcome.headers['connection']}`;

describe('SIGTERM under load', () => {
  it('loses no request: not ready first, then served on connections that end, then an end with 0', async () => {
    const { url: driftUrl } = await openSandbox();
    const server = await startServer(driftUrl, { SHUTDOWN_DELAY: '1500ms', SHUTDOWN_GRACE: '5s' });
    expect(await readiness(server.url)).toEqual([200, 'ready']);
    const load = beginLoad(server.url, 16);
    await until('the load has begun', () => load.outcomes.length > 200);

    const begun = performance.now();
    server.child.kill('SIGTERM');
    await until('it is not ready', async () => (await readiness(server.url))[0] === 503);
    expect(await readiness(server.url)).toEqual([503, 'stopping']);
    const before = load.outcomes.length;
    await sleep(400); // as long as a load balancer may need to look away
    await load.end();

    expect(await server.ended).toBe(0);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(1_500);
    expect(new Set(load.outcomes.map(gist))).toEqual(new Set(['200 keep-alive', '200 close']));
    const late = load.outcomes.slice(before + 16).map(gist);
    expect(late.length).toBeGreaterThan(16);
    expect(new Set(late)).toEqual(new Set(['200 close']));
    expect(server.stdout()).toMatch(/Stopping\..*\n.*Stopped\./);
  });

  it('without a delay loses none on a connection that it had kept open', async () => {
    const { url: driftUrl } = await openSandbox();
    const server = await startServer(driftUrl, { SHUTDOWN_DELAY: '0s' });
    const load = beginLoad(server.url, 8);
    await until('the load has begun', () => load.outcomes.length > 200);
    server.child.kill('SIGTERM');
    await load.ended;
    expect(await server.ended).toBe(0);
    const gists = load.outcomes.map(gist);
    expect(gists.filter((text) => text === '200 close').length).toBeGreaterThanOrEqual(8);
    expect(gists.filter((text) => !text.startsWith('200 ') && !text.endsWith(' new'))).toEqual([]);
  });

  it('answers what comes on an idle connection while nobody new is let in', async () => {
    const { url: driftUrl } = await openSandbox();
    const server = await startServer(driftUrl);
    const agent = new Agent({ keepAlive: true });
    expect(gist(await ask(`${server.url}/healthz`, agent))).toBe('200 keep-alive');
    server.child.kill('SIGTERM');
    await until('new connections are refused', () => isRefused(server.url));
    expect(gist(await ask(`${server.url}/v1/me/attributes`, agent))).toBe('200 close');
    expect(await server.ended).toBe(0);
  });
});

describe('SIGTERM while Drift is slow', () => {
  it('lets the request in flight finish, while nobody new is let in', async () => {
    const { sandbox, url: driftUrl } = await openSandbox();
    const server = await startServer(driftUrl, { SHUTDOWN_GRACE: '10s' });
    await sandbox.calls.arrived(1);
    const release = sandbox.hold();
    const agent = new Agent({ keepAlive: true });
    const waiting = ask(`${server.url}/v1/me/attributes`, agent);
    await sandbox.calls.arrived(2);

    server.child.kill('SIGTERM');
    await until('new connections are refused', () => isRefused(server.url));
    const released = performance.now();
    release();
    const answer = await waiting;
    expect([gist(answer), JSON.parse(answer.text).attributes.first_name]).toEqual(['200 close', 'Ada']);
    expect(await server.ended).toBe(0);
    expect(performance.now() - released).toBeLessThan(5_000);
  });

  it('ends what has not finished within the grace, and ends with 0 all the same', async () => {
    const { sandbox, url: driftUrl } = await openSandbox();
    const server = await startServer(driftUrl, { SHUTDOWN_GRACE: '300ms' });
    await sandbox.calls.arrived(1);
    sandbox.hold();
    const waiting = ask(`${server.url}/v1/me/attributes`, once).catch(
      (error: NodeJS.ErrnoException) => error,
    );
    await sandbox.calls.arrived(2);

    server.child.kill('SIGTERM');
    expect(await waiting).toEqual({ lost: 'ECONNRESET new' });
    expect(await server.ended).toBe(0);
  });
});

describe('a start without Drift', () => {
  it('is one: degraded, 200, and every question an honest 503 at once', async () => {
    const server = await startServer(`http://127.0.0.1:${await freePort()}`);
    await until('Drift was asked in vain', async () => (await readiness(server.url))[1] === 'degraded');
    expect((await readiness(server.url))[0]).toBe(200);
    const { status, headers, text } = await ask(`${server.url}/v1/me/attributes`, once);
    expect([status, JSON.parse(text).code]).toEqual([503, 'upstream_unavailable']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  it('answers as soon as Drift is there', async () => {
    const { sandbox, url: driftUrl } = await openSandbox();
    const port = Number(new URL(driftUrl).port);
    await sandbox.close();
    const server = await startServer(driftUrl);
    await until('Drift was asked in vain', async () => (await readiness(server.url))[1] === 'degraded');
    const back = createSandbox({
      token: canary.driftToken,
      webhookToken: canary.webhookToken,
      clock: systemClock,
    });
    sandboxes.push(back);
    await back.listen(port);
    const { status, text } = await ask(`${server.url}/v1/me/attributes`, once);
    expect([status, JSON.parse(text).attributes.first_name]).toEqual([200, 'Ada']);
    expect(await readiness(server.url)).toEqual([200, 'ready']);
  });
});
