// What does Unleash Proxy cost at its own work? As many flags for one visitor as our job has attributes, from its memory.

import { createApp } from '@unleash/proxy';
import { address, job } from './told.mjs';

createApp({
  unleashUrl: `${job.driftUrl}/unleash`,
  unleashApiToken: job.driftToken,
  clientKeys: [job.unleashKey],
  unleashAppName: 'bench',
  refreshInterval: 60_000,
  metricsInterval: 60_000,
  logLevel: 'error',
}).listen(address.port, address.host);
