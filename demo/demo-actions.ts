// What can the page ask of the demo site itself? Signing in and out, a look at what Drift holds, and one change to it.

import type { IncomingMessage } from 'node:http';
import type { SandboxContacts } from '../sandbox/sandbox.ts';
import { readFields } from './json-body.ts';
import { json, plain, type Reply } from './reply.ts';
import { isSameOrigin } from './same-origin.ts';
import { signedIn, signedOut, tokenIn } from './session-cookie.ts';
import type { Sessions } from './sign-session.ts';
import { isVisitor, visitors } from './visitors.ts';

/** Answers one request; it has the method and the path that it stands under in the table. */
export type Action = (request: IncomingMessage) => Reply | Promise<Reply>;

/** Actions by path, then by method. */
export type Actions = Readonly<Record<string, Readonly<Record<string, Action>>>>;

type Parts = {
  readonly sessions: Sessions;
  /** The sandbox's own memory: a real site could not look into Drift from a page, and must not. */
  readonly contacts: Pick<SandboxContacts, 'findByExternalId' | 'update'>;
};

const plans: readonly (string | undefined)[] = ['free', 'pro', 'enterprise'];

const wantsVisitor = plain(400, `Name a visitor: one of ${visitors.map(({ id }) => id).join(', ')}.`);
const wantsPlan = plain(400, 'Name a plan: free, pro or enterprise.');
const wantsSession = plain(403, 'Sign in first.');

export const createDemoActions = ({ sessions, contacts }: Parts): Actions => {
  const whoIs = ({ headers }: IncomingMessage): string | undefined => {
    const token = tokenIn(headers.cookie);
    return token === undefined ? undefined : sessions.visitorOf(token);
  };

  const listVisitors: Action = (request) => json({ visitors, signedIn: whoIs(request) ?? null });

  const signIn: Action = async (request) => {
    const visitor = (await readFields(request))?.['visitor'];
    if (!isVisitor(visitor)) return wantsVisitor;
    return json({ signedIn: visitor }, { 'Set-Cookie': signedIn(sessions.sign(visitor), sessions.lifetime) });
  };

  const signOut: Action = () => json({ signedIn: null }, { 'Set-Cookie': signedOut });

  /** For the terminal. No real site hands out tokens to whoever asks. */
  const showToken: Action = (request) => {
    const visitor = visitorAsked(request);
    return isVisitor(visitor) ? plain(200, sessions.sign(visitor)) : wantsVisitor;
  };

  const showHoldings: Action = (request) => {
    const visitor = visitorAsked(request);
    const [contact] = isVisitor(visitor) ? contacts.findByExternalId(visitor) : [];
    if (contact === undefined) return wantsVisitor;
    return { ...json({}), body: contactText(contact) };
  };

  const editPlan: Action = async (request) => {
    const plan = (await readFields(request))?.['plan'];
    const visitor = whoIs(request);
    const [contact] = visitor === undefined ? [] : contacts.findByExternalId(visitor);
    if (contact === undefined) return wantsSession;
    if (plan === undefined || !plans.includes(plan)) return wantsPlan;
    contacts.update(contact.id, { plan });
    return json({ plan });
  };

  return {
    '/demo/visitors': { GET: listVisitors },
    '/demo/token': { GET: showToken },
    '/demo/holds': { GET: showHoldings },
    '/demo/sign-in': { POST: fromOurPage(signIn) },
    '/demo/sign-out': { POST: fromOurPage(signOut) },
    '/demo/edit': { POST: fromOurPage(editPlan) },
  };
};

const fromOurPage =
  (action: Action): Action =>
  (request) =>
    isSameOrigin(request.headers) ? action(request) : plain(403, 'Only the demo page itself may do that.');

const visitorAsked = ({ url = '' }: IncomingMessage): string | null =>
  new URLSearchParams(url.split('?')[1]).get('visitor');

/** The text for a reader, its id a bare number as Drift sends it: a parser of doubles would round Cleo's. */
const contactText = (contact: { readonly id: string; readonly attributes: object }): string =>
  JSON.stringify(contact, null, 2).replace(/^(\{\s*"id": )"(\d+)"/, '$1$2');
