// How does a browser ask? The headers that every contender is sent.

import type { Job } from '../job/job.ts';
import type { Ask } from './contender.ts';

const path = '/v1/me/attributes';

/** What a script of a page on another origin sends, whoever it asks. */
export const browserHeaders = ({ origin }: Pick<Job, 'origin'>): Readonly<Record<string, string>> => ({
  Accept: '*/*',
  'Accept-Language': 'en-US,en;q=0.9',
  Origin: origin,
  'Sec-Fetch-Dest': 'empty',
  'Sec-Fetch-Mode': 'cors',
  'Sec-Fetch-Site': 'same-site',
  'User-Agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
});

export const byHeader = (job: Job, token: string): Ask => ({
  path,
  headers: { ...browserHeaders(job), Authorization: `Bearer ${token}` },
});

export const byCookie = (job: Job, token: string): Ask => ({
  path,
  headers: { ...browserHeaders(job), Cookie: `session=${token}` },
});
