// What is counted and written down of each request? One line by an allow-list of fields, and two metrics.

import type { Clock } from '../clock.ts';
import type { ErrorCode } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Exchange } from './exchange.ts';

/** An answer that took longer is worth a line of its own, in milliseconds. */
const slow = 1_000;

type Level = 'debug' | 'info' | 'error';

/** Most visitors of a site have no session, and asking without one is no event. */
const quiet: ReadonlySet<ErrorCode> = new Set(['token_missing']);

const levelOf = ({ failure }: Exchange, duration: number): Level => {
  if (failure?.code === 'internal') return 'error';
  if (failure !== undefined) return quiet.has(failure.code) ? 'debug' : 'info';
  return duration > slow ? 'info' : 'debug';
};

const credentialCodes: ReadonlySet<ErrorCode> = new Set([
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_conflict',
  'keys_unavailable',
]);

type Parts = { readonly log: Log; readonly metrics: Metrics; readonly clock: Clock };
export type RecordAccess = (exchange: Exchange, method: string, status: number) => void;

export const createRecordAccess =
  ({ log, metrics, clock }: Parts): RecordAccess =>
  (exchange, method, status) => {
    const { id, route, failure } = exchange;
    const duration = clock.now() - exchange.begun;
    metrics.request({ method, route, status, duration });
    if (failure !== undefined && credentialCodes.has(failure.code)) {
      metrics.authFailure(failure.reason ?? failure.code);
    }
    const failed = failure && {
      code: failure.code,
      ...(failure.reason === undefined ? {} : { reason: failure.reason }),
      ...(failure.cause === undefined ? {} : { error: failure.cause }),
    };
    log[levelOf(exchange, duration)](
      { requestId: id, method, route, status, duration: Math.round(duration * 1000) / 1000, ...failed },
      failure === undefined ? 'answered' : 'refused',
    );
  };
