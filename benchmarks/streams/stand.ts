// What is measured? The built command with the settings it comes with, in front of a sandbox that tells it what has changed.

import { createSecretKey, randomBytes } from 'node:crypto';
import { attributesOf, faultContacts, idOf, visitorOf } from '../../sandbox/faults/fault-contacts.ts';
import { createSandbox } from '../../sandbox/sandbox.ts';
import { type NodeProcess, startNode } from '../../scripts/nodes/node-process.ts';
import { signSession } from '../../server/auth/sign-session.ts';
import type { Clock } from '../../server/clock.ts';
import { freePort } from '../measure/free-port.ts';

export type Stand = {
  readonly port: number;
  readonly pid: number;
  tokenOf(contact: number): string;
  /** Contact number `contact` has another name in Drift from now on, and Drift says that something has changed. */
  change(contact: number, round: number): Promise<void>;
  /** Calls that Drift has seen. */
  calls(): number;
  close(): Promise<void>;
};

type Size = { readonly contacts: number; readonly streams: number };

const auth = {
  algorithm: 'HS256',
  issuer: 'https://www.example.com',
  audience: 'drift-attribute-proxy',
} as const;

export const openStand = async (
  { contacts, streams }: Size,
  clock: Clock,
  started: (node: NodeProcess) => void,
): Promise<Stand> => {
  const [token, webhookToken] = [
    randomBytes(24).toString('base64url'),
    randomBytes(24).toString('base64url'),
  ];
  const secret = randomBytes(32);
  const sandbox = createSandbox({
    ...{ token, webhookToken, clock, contacts: faultContacts(contacts) },
    requestsPerMinute: Number.POSITIVE_INFINITY,
  });
  const { url } = await sandbox.listen(0);
  const port = await freePort();
  const node = await startNode({
    PORT: String(port),
    ADMIN_PORT: String(await freePort()),
    DRIFT_API_URL: url,
    DRIFT_TOKEN: token,
    DRIFT_WEBHOOK_TOKEN: webhookToken,
    DRIFT_REQUESTS_PER_MINUTE: '1000000000',
    SESSION_SECRET: `base64:${secret.toString('base64')}`,
    SESSION_ISSUER: auth.issuer,
    SESSION_AUDIENCE: auth.audience,
    ALLOWED_ORIGINS: 'https://www.example.com',
    TRUST_PROXY: '127.0.0.0/8',
    MAX_STREAMS: String(streams),
  });
  started(node);

  const key = createSecretKey(secret);
  const now = clock.wall();
  /** The same each time. */
  const tokenOf = (contact: number): string =>
    signSession({ sub: visitorOf(contact), email: `${visitorOf(contact)}@example.com` }, auth, key, {
      ...{ now, lifetime: 900_000 },
    });

  return {
    port,
    pid: node.child.pid ?? 0,
    tokenOf,
    calls: () => sandbox.calls.count(),
    async change(contact, round) {
      const { first_name } = attributesOf(contact);
      sandbox.contacts.update(idOf(contact), { first_name: `${first_name}, ${round} times renamed` });
      const diff = [{ name: 'attributes.first_name' }];
      const data = { endUserId: Number(idOf(contact)), orgId: 1, timestamp: clock.wall(), diff };
      const { status } = await fetch(`http://127.0.0.1:${port}/webhooks/drift`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Verification-Token': webhookToken },
        body: JSON.stringify({ orgId: 1, type: 'contact_updated', data }),
      });
      if (status !== 200) throw new Error(`a webhook was answered with ${status}`);
    },
    async close() {
      await node.end();
      await sandbox.close();
    },
  };
};
