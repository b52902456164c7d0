// Who is measured side by side? One row for each contender, in the order of the table.

import { externalIdOf } from '../job/contact.ts';
import { theContact } from '../job/job.ts';
import { browserHeaders, byCookie } from './asks.ts';
import type { Contender } from './contender.ts';
import { nodeProgram } from './node-program.ts';
import { own } from './own.ts';
import { systemProgram } from './system-program.ts';

export const bare = nodeProgram({
  name: 'bare',
  title: 'bare node:http',
  does: 'none of it: the same constant body to everybody, with two headers',
  proof: 'constant',
  file: 'bare',
  packages: [],
});

export const ours = own({
  name: 'ours',
  title: 'this server',
  does: 'all of it: session by HS256, client limits, cache, allow-list, CORS, security headers, metrics, log',
});

const nginx = {
  proof: 'whole',
  needs: [
    { file: '/usr/sbin/nginx', install: 'apt-get install nginx' },
    { file: '/usr/lib/nginx/modules/ngx_http_js_module.so', install: 'apt-get install libnginx-mod-http-js' },
  ],
  command: '/usr/sbin/nginx',
} as const;

export const contenders: readonly Contender[] = [
  bare,
  ours,
  own({
    name: 'rs256',
    title: 'this server, RS256',
    does: 'all of it, session by RS256',
    algorithm: 'RS256',
  }),
  own({
    name: 'es256',
    title: 'this server, ES256',
    does: 'all of it, session by ES256',
    algorithm: 'ES256',
  }),
  own({
    name: 'cookie',
    title: 'this server, cookie',
    does: 'all of it, session in a cookie, with the rule against other sites',
    by: byCookie,
    flags: ['--cookie'],
  }),
  own({
    name: 'express-path',
    title: 'this server without its fast path',
    does: 'all of it, every request through Express',
    flags: ['--without-fast-path'],
  }),
  systemProgram({
    name: 'haproxy',
    title: 'HAProxy',
    does: 'session by its own JWT check, its own cache, CORS and security headers; no allow-list: it sends what Drift holds',
    proof: 'unfiltered',
    needs: [{ file: '/usr/sbin/haproxy', install: 'apt-get install haproxy' }],
    command: '/usr/sbin/haproxy',
    args: (folder) => ['-db', '-q', '-f', `${folder}/haproxy.cfg`],
    files: ['haproxy.cfg'],
  }),
  systemProgram({
    ...nginx,
    name: 'nginx',
    title: 'nginx + njs',
    does: 'session in njs; allow-list in njs before an answer is cached, so for one audience only; limits per address and per subject, cache with stale answers and coalescing, CORS, security headers; no metrics or log',
    args: (folder) => ['-p', folder, '-c', `${folder}/nginx.conf`],
    files: ['nginx.conf', 'nginx-job.js'],
  }),
  systemProgram({
    ...nginx,
    name: 'nginx-each-answer',
    title: 'nginx + njs, allow-list at each request',
    does: 'the same, but njs filters what is cached for whoever asks, as it must where there are several audiences',
    args: (folder) => ['-p', folder, '-c', `${folder}/nginx-each-answer.conf`],
    files: ['nginx-each-answer.conf', 'nginx-job.js'],
  }),
  nodeProgram({
    name: 'fastify',
    title: 'Fastify 5',
    does: 'session by @fastify/jwt, @fastify/cors, @fastify/helmet, filtered bodies in lru-cache; no client limits, metrics or log',
    proof: 'whole',
    file: 'fastify',
    packages: ['fastify', '@fastify/jwt', '@fastify/cors', '@fastify/helmet', 'lru-cache'],
  }),
  nodeProgram({
    name: 'fastify-cached-tokens',
    title: 'Fastify 5, verified tokens cached',
    does: 'the same, and @fastify/jwt remembers verified tokens',
    proof: 'whole',
    file: 'fastify',
    flags: ['--cached-tokens'],
    packages: ['fastify', '@fastify/jwt', '@fastify/cors', '@fastify/helmet', 'lru-cache'],
  }),
  nodeProgram({
    name: 'express-tuned',
    title: 'Express 5, tuned by hand',
    does: 'session by jsonwebtoken with a key object, constant headers, no ETag, filtered bodies in lru-cache; no client limits, metrics or log',
    proof: 'whole',
    file: 'express-tuned',
    packages: ['express', 'jsonwebtoken', 'lru-cache'],
  }),
  nodeProgram({
    name: 'express-usual',
    title: 'Express 5, as everyone writes it first',
    does: 'helmet(), cors(), jsonwebtoken with a text as secret, allow-list and json() per request, lru-cache; no client limits, metrics or log',
    proof: 'whole',
    file: 'express-usual',
    packages: ['express', 'helmet', 'cors', 'jsonwebtoken', 'lru-cache'],
  }),
  nodeProgram({
    name: 'unleash',
    title: 'Unleash Proxy',
    does: 'another job, its own: five flags for one visitor, behind a constant key instead of a session',
    proof: 'flags',
    file: 'unleash',
    packages: ['@unleash/proxy'],
    ask: (job, which) => ({
      path: `/proxy?userId=${externalIdOf(theContact)}`,
      headers: { ...browserHeaders(job), Authorization: which === 'good' ? job.unleashKey : 'wrong' },
    }),
  }),
];

/** So far from what is promised of them that every third round tells enough: the others are measured the more often. */
export const farOff: ReadonlySet<string> = new Set([
  'express-path',
  'haproxy',
  'nginx-each-answer',
  'fastify',
  'fastify-cached-tokens',
  'express-tuned',
  'express-usual',
  'unleash',
]);

/** Those that were asked for and could not be measured anywhere, with the reason. */
export const unavailable: readonly { readonly title: string; readonly reason: string }[] = [
  { title: 'GrowthBook Proxy', reason: 'not on npm: it comes as a container image only' },
];
