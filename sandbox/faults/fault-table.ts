// What can Drift, or what stands between, do to us? Every fault by its name: tests, soak and manual follow from it.

import type { Fault } from './fault.ts';
import {
  cutsItsGzip,
  declares,
  drips,
  failsWith,
  hangsUp,
  inBursts,
  leadsElsewhere,
  neverEnds,
  refusesWith,
  rewrites,
  says,
  staysSilent,
  waits,
} from './misbehaviour.ts';

const somebodyElse = JSON.stringify({
  data: [
    {
      id: 666,
      createdAt: 1,
      attributes: { externalId: 'somebody-else', email: 'else@example.com', first_name: 'Somebody Else' },
    },
  ],
});

/** The second of two values for one key is the one that most parsers would believe. */
const nameTwice = (text: string): string =>
  text.replaceAll(/"first_name":"[^"]*"/g, '$&,"first_name":"Somebody Else"');

export const faults: readonly Fault[] = [
  { name: 'refuses', about: 'no connection can be made', answer: 'refuse' },
  { name: 'resets mid-body', about: 'the connection is reset after half of the answer', answer: hangsUp },
  { name: 'black hole', about: 'the connection is taken and nothing ever comes', answer: staysSilent },
  { name: 'delays 10 s', about: 'the right answer comes ten seconds late', answer: waits(10_000) },
  { name: 'drips 1 B/s', about: 'the right answer comes one byte a second', answer: drips(1_000) },
  { name: 'truncated gzip', about: 'a packed answer lacks its end', answer: cutsItsGzip },
  {
    name: 'length too long',
    about: 'Content-Length promises more than ever comes',
    answer: declares((real) => real + 1_000),
  },
  {
    name: 'length too short',
    about: 'Content-Length promises less than comes',
    answer: declares((real) => Math.floor(real / 2)),
  },
  { name: 'endless body', about: 'the answer never ends, at full speed', answer: neverEnds },
  {
    name: 'HTML with 200',
    about: "somebody's web page comes instead of an answer",
    answer: says(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' }),
  },
  {
    name: 'wrong JSON',
    about: 'the answer is JSON that describes no contact',
    answer: says(200, '{"data":{"id":"nobody","attributes":[]}}'),
  },
  {
    name: 'broken JSON',
    about: 'half of the JSON comes as if it were the whole',
    answer: rewrites((text) => text.slice(0, text.length / 2)),
  },
  { name: 'another contact', about: 'the answer is about somebody else', answer: says(200, somebodyElse) },
  {
    name: 'duplicate keys',
    about: 'one key comes twice, with different values',
    answer: rewrites(nameTwice),
  },
  { name: '301 elsewhere', about: 'the answer is a redirect to another server', answer: leadsElsewhere(301) },
  { name: '401', about: 'the token is not accepted', answer: refusesWith(401, 'authentication_error') },
  { name: '403', about: 'the token lacks the scope', answer: refusesWith(403, 'authentication_error') },
  {
    name: '404 in bursts',
    about: 'for one second of every fifteen nobody is known',
    answer: inBursts(1_000, 15_000, refusesWith(404, 'not_found')),
    says: 'nobody',
  },
  { name: '429', about: 'too many calls, and no word for how long', answer: refusesWith(429, 'rate_limit') },
  {
    name: '429 with Retry-After',
    about: 'too many calls; again in two seconds',
    answer: refusesWith(429, 'rate_limit', { 'retry-after': '2' }),
  },
  { name: '500', about: 'Drift fails', answer: refusesWith(500, 'internal_error') },
  { name: '502', about: 'the gateway in front of Drift fails', answer: failsWith(502) },
  { name: '503', about: 'Drift is closed for a while', answer: failsWith(503) },
];
