// GET /healthz and /readyz: does this process live, and should it be sent requests?

import { sendJson } from './reply.ts';
import type { PublicRoute } from './routes.ts';

export type Readiness = 'ready' | 'degraded' | 'stopping' | 'starting';

export const livenessRoute: PublicRoute = {
  path: '/healthz',
  access: 'public',
  get: (_request, response) => sendJson(response, { status: 'ok' }),
};

/** 503 only for what this process itself lacks, never because a source of contacts is down. */
export const readinessRoute = (readiness: () => Readiness): PublicRoute => ({
  path: '/readyz',
  access: 'public',
  get: (_request, response) => {
    const status = readiness();
    response.status(status === 'ready' || status === 'degraded' ? 200 : 503);
    sendJson(response, { status });
  },
});
