// What does this server cost? The real composition with the settings it comes with; only what a table varies is set here.

import cluster from 'node:cluster';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readBrowserLibrary } from '../../config/browser-library.ts';
import { packageRoot } from '../../config/package-root.ts';
import { packageVersion } from '../../config/package-version.ts';
import { createMemoryStore, type MemoryStore } from '../../server/cache/memory.ts';
import { systemClock } from '../../server/clock.ts';
import { compose } from '../../server/compose.ts';
import { createFastPath } from '../../server/http/fast-path.ts';
import { createLog } from '../../server/observe/log.ts';
import { loadSettings, type Settings } from '../../server/settings.ts';
import { growYoungGenerationAtOnce } from '../../server/young-generation.ts';
import type { Job } from '../job/job.ts';
import { type Algorithm, algorithms } from '../job/sessions.ts';
import { fill } from './fill.ts';

const {
  values: chosen,
  positionals: [jobFile = '', port],
} = parseArgs({
  allowPositionals: true,
  options: {
    algorithm: { type: 'string', default: 'HS256' },
    cookie: { type: 'boolean', default: false },
    'without-fast-path': { type: 'boolean', default: false },
    'by-id': { type: 'boolean', default: false },
    workers: { type: 'string', default: '1' },
    fill: { type: 'string', default: '0' },
    report: { type: 'string', default: '' },
  },
});

const job = JSON.parse(readFileSync(jobFile, 'utf8')) as Job;
const contacts = Number(chosen.fill);

const keySetting = (algorithm: Algorithm): Record<string, string> => {
  const { verifying } = job.keys[algorithm];
  if (algorithm === 'HS256') return { SESSION_SECRET: verifying };
  return { SESSION_PUBLIC_KEY: verifying, SESSION_ALGORITHM: algorithm };
};

/** Client limits are on and out of reach, and so is the budget of calls to Drift; memory has room for all. */
const settings = (): Settings => {
  const algorithm = algorithms.find((known) => known === chosen.algorithm) ?? 'HS256';
  const loaded = loadSettings({
    env: {
      DRIFT_API_URL: job.driftUrl,
      DRIFT_TOKEN: job.driftToken,
      DRIFT_REQUESTS_PER_MINUTE: '1000000000',
      SESSION_ISSUER: job.issuer,
      SESSION_AUDIENCE: job.audience,
      ALLOWED_ORIGINS: job.origin,
      POLICY_FILE: join(packageRoot(import.meta.url), 'benchmarks', 'job', 'policy.yaml'),
      SUBJECT_REQUESTS_PER_MINUTE: '1000000000',
      ADDRESS_REQUESTS_PER_MINUTE: '1000000000',
      ...keySetting(algorithm),
      ...(chosen.cookie ? { SESSION_COOKIE: 'session' } : {}),
      ...(chosen['by-id'] ? { SESSION_CONTACT: 'sub:id' } : {}),
      ...(contacts > 0 ? { CACHE_MAX_CONTACTS: String(2 * contacts), CACHE_MAX_BYTES: '64GiB' } : {}),
    },
    cwd: '/',
    readFile: (file) => readFileSync(file, 'utf8'),
  });
  if ('problems' in loaded) throw new Error(loaded.problems.join('\n'));
  return loaded;
};

const filledStore = ({ config, policy }: Settings): MemoryStore | undefined => {
  if (contacts === 0) return undefined;
  const store = createMemoryStore(config.cache, systemClock);
  const filled = fill({ store, policy: policy.current, clock: systemClock, contacts });
  writeFileSync(chosen.report, JSON.stringify(filled));
  return store;
};

const serve = async (): Promise<void> => {
  growYoungGenerationAtOnce();
  const { config, policy } = settings();
  const store = filledStore({ config, policy });
  const server = compose(
    {
      config: {
        ...config,
        http: { ...config.http, port: Number(port) },
        admin: { ...config.admin, port: 0 },
      },
      policy,
      clock: systemClock,
      random: Math.random,
      fetch: globalThis.fetch,
      log: createLog(config.log.level, { write: (line) => process.stdout.write(line) }),
      version: packageVersion(),
      library: readBrowserLibrary(),
      processMetrics: true,
      createFastPath: chosen['without-fast-path'] ? undefined : createFastPath,
    },
    store,
  );
  await server.listen();
};

if (cluster.isPrimary && Number(chosen.workers) > 1) {
  for (let worker = 0; worker < Number(chosen.workers); worker += 1) cluster.fork();
} else await serve();
