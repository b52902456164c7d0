// How soon does it answer? From the start of the process to the first answer that holds attributes.

import { join } from 'node:path';
import { systemClock } from '../../server/clock.ts';
import { byHeader } from '../contenders/asks.ts';
import { askOnce } from '../measure/ask-once.ts';
import { start, stop } from '../measure/children.ts';
import { freePort } from '../measure/free-port.ts';
import { type Stand, serverCore, startsWithin } from '../measure/serving.ts';

/** Milliseconds. @throws Error when no good answer comes */
export const tryStart = async ({ root, folder, job }: Stand): Promise<number> => {
  const [port, adminPort] = [await freePort(), await freePort()];
  const begun = systemClock.now();
  const started = start({
    cores: serverCore,
    command: process.execPath,
    args: [join(root, 'dist', 'cli', 'main.js'), 'start'],
    cwd: folder,
    env: {
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      DRIFT_API_URL: job.driftUrl,
      DRIFT_TOKEN: job.driftToken,
      SESSION_SECRET: job.secret,
      SESSION_ISSUER: job.issuer,
      SESSION_AUDIENCE: job.audience,
      ALLOWED_ORIGINS: job.origin,
      POLICY_FILE: join(root, 'benchmarks', 'job', 'policy.yaml'),
    },
    output: 'ignored',
  });
  const ask = byHeader(job, job.sessions.HS256.good);
  try {
    while (systemClock.now() - begun < startsWithin) {
      const answer = await askOnce(port, ask).catch(() => undefined);
      if (answer?.status === 200) return systemClock.now() - begun;
      if (answer !== undefined) throw new Error(`the first answer was ${answer.status} ${answer.body}`);
      await new Promise((resolve) => systemClock.after(1, () => resolve(undefined)));
    }
    throw new Error(`it does not answer: ${started.complaints()}`);
  } finally {
    await stop(started);
  }
};
