// Several processes at one port: one command starts them, and to everybody else they are one server.

import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { canary } from '../support/canary.ts';
import { type Command, emptyFolder, freePort, runCommand } from '../support/command.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

type Env = Readonly<Record<string, string>>;
type Answer = { readonly status: number; readonly text: string };

let redis: RedisServer;
const running: Command[] = [];
const taken: Server[] = [];

/** Over a connection of its own: the next one goes to the next worker. */
const ask = (url: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('error', reject);
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    }).on('error', reject);
  });

const environment = async (more: Env = {}): Promise<Env> => ({
  DRIFT_API_URL: `http://127.0.0.1:${await freePort()}`,
  DRIFT_TOKEN: canary.driftToken,
  SESSION_SECRET: canary.sessionSecret,
  SESSION_ISSUER: 'https://www.example.com',
  SESSION_AUDIENCE: 'test',
  REDIS_URL: redis.url,
  CACHE_KEY: randomBytes(32).toString('base64'),
  PORT: String(await freePort()),
  ADMIN_PORT: String(await freePort()),
  WORKERS: '2',
  ...more,
});

const run = (env: Env): Command => {
  const command = runCommand(['start'], { cwd: emptyFolder(), env });
  running.push(command);
  return command;
};

const startWorkers = async (more: Env = {}) => {
  const env = await environment(more);
  const command = run(env);
  await command.printed(/Listening for the operator/);
  return {
    command,
    url: `http://127.0.0.1:${env['PORT']}`,
    adminUrl: `http://127.0.0.1:${env['ADMIN_PORT']}`,
  };
};

/** The processes that serve, by their posts, once each of both has answered. */
const workersOf = async (adminUrl: string): Promise<ReadonlyMap<number, number>> => {
  const pids = new Map<number, number>();
  await until('both workers have answered', async () => {
    const { workers } = JSON.parse((await ask(`${adminUrl}/status`)).text);
    expect(workers.count).toBe(2);
    pids.set(workers.answering, workers.pid);
    return pids.size === 2;
  });
  return pids;
};

const lives = (pid: number | undefined): boolean => {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
};

const metric = async (adminUrl: string, name: string): Promise<number> => {
  const { text } = await ask(`${adminUrl}/metrics`);
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? Number.NaN);
};

const asked = 'http_requests_total{method="GET",route="/healthz",status="200"}';
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const linesOf = (command: Command): Record<string, unknown>[] =>
  command
    .stdout()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const endAll = async (): Promise<void> => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended; // when the last worker has let go of its output
  }
};

describeWithRedis('workers on a real Redis', () => {
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(() => {
    for (const server of taken.splice(0)) server.close();
  });
  afterAll(async () => {
    await endAll();
    await redis.end();
  });

  describe('two workers', () => {
    let server: Awaited<ReturnType<typeof startWorkers>>;
    beforeAll(async () => {
      server = await startWorkers();
    });

    it('serve one port, and say so once', async () => {
      expect((await workersOf(server.adminUrl)).size).toBe(2);
      expect((await ask(`${server.url}/healthz`)).status).toBe(200);
      expect(count(server.command.stdout(), /Listening for browsers/g)).toBe(1);
    });

    it('add up what they have counted, whoever is asked', async () => {
      const before = await metric(server.adminUrl, asked);
      for (let requests = 0; requests < 20; requests += 1) await ask(`${server.url}/healthz`);
      expect([await metric(server.adminUrl, asked), await metric(server.adminUrl, asked)]).toEqual([
        before + 20,
        before + 20,
      ]);
      expect(await metric(server.adminUrl, 'drift_proxy_workers')).toBe(2);
    });

    it('are two again after one was killed, and nobody notices', async () => {
      const pids = await workersOf(server.adminUrl);
      const before = await metric(server.adminUrl, asked);
      process.kill(pids.get(1) ?? 0, 'SIGKILL');
      await server.command.printed(/A worker has ended/);
      let requests = 0;
      await until('another has taken its place', async () => {
        const { status } = await ask(`${server.url}/healthz`);
        requests += 1;
        expect(status).toBe(200);
        return (await metric(server.adminUrl, 'drift_proxy_workers')) === 2;
      });
      expect(await metric(server.adminUrl, asked)).toBe(before + requests);
      expect(await metric(server.adminUrl, 'drift_proxy_workers_ended_total')).toBe(1);
      const after = await workersOf(server.adminUrl);
      expect([after.get(1) === pids.get(1), after.get(2) === pids.get(2)]).toEqual([false, true]);
    });

    it('end within the grace when the primary is told to, and none is left', async () => {
      const pids = await workersOf(server.adminUrl);
      server.command.child.kill('SIGTERM');
      expect(await server.command.ended).toBe(0);
      expect([...pids.values()].filter(lives)).toEqual([]);
      const stopped = linesOf(server.command).filter(({ msg }) => msg === 'Stopped.');
      expect(stopped.map(({ worker }) => worker).sort()).toEqual([1, 2, undefined]);
      expect(server.command.stderr()).toBe('');
    });
  });

  describe('workers', () => {
    afterEach(endAll);

    it('end by themselves when their primary is gone', async () => {
      const { command, adminUrl } = await startWorkers();
      await workersOf(adminUrl);
      command.child.kill('SIGKILL');
      await command.ended; // when the last worker has let go of its output
      expect(count(command.stdout(), /The primary process has gone/g)).toBe(2);
      expect(count(command.stdout(), /Stopped\./g)).toBe(2);
    });

    it('stop once, in peace, when a terminal sends its signal to all of them, also while they are stopping', async () => {
      const { command, adminUrl } = await startWorkers({ SHUTDOWN_DELAY: '500ms' });
      const pids = [...(await workersOf(adminUrl)).values()];
      for (const pid of pids) process.kill(pid, 'SIGINT');
      command.child.kill('SIGINT');
      await until('all are stopping', () => count(command.stdout(), /Stopping\./g) === 3);
      for (const pid of pids) process.kill(pid, 'SIGINT');
      expect(await command.ended).toBe(0);
      expect(count(command.stdout(), /Stopped\./g)).toBe(3);
    });

    it.each([
      ['1', 'alone'],
      ['2', 'as two'],
    ])('that cannot have the port say so once and end with 69, with WORKERS=%s (%s)', async (workers) => {
      const env = await environment({ WORKERS: workers });
      await new Promise<void>((resolve) => {
        taken.push(createServer().listen(Number(env['PORT']), '127.0.0.1', resolve));
      });
      const command = run(env);
      expect(await command.ended).toBe(69);
      expect(command.stderr()).toBe(`Cannot listen: 127.0.0.1 port ${env['PORT']} is already in use.\n`);
    });

    it('are not started with settings that are wrong: told once, 78', async () => {
      const command = run(await environment({ SESSION_ISSUER: '' }));
      expect(await command.ended).toBe(78);
      expect(count(command.stderr(), /cannot start: 1 problem/g)).toBe(1);
    });
  });
});
