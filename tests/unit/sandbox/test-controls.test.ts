import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cast } from '../../../sandbox/cast.ts';
import { createGate } from '../../../sandbox/gate.ts';
import { closeSandboxes, contact, openSandbox } from './open-sandbox.ts';

afterEach(closeSandboxes);

const contacts = [contact('34000000001', { email: 'ann@example.com' })];
const line = 'GET /contacts/34000000001';

describe('the log of calls', () => {
  it('holds method, path, query, headers and time of everything that arrived, refused or not', async () => {
    const { ask, sandbox, clock } = await openSandbox({ contacts });
    await ask(line);
    clock.advance(250);
    await ask('POST /nowhere?a=1&b=%20', { headers: { Authorization: 'Bearer wrong', 'X-Extra': 'yes' } });
    expect(sandbox.calls.entries).toMatchObject([
      { method: 'GET', path: '/contacts/34000000001', query: '', at: 0 },
      { method: 'POST', path: '/nowhere', query: '?a=1&b=%20', at: 250, headers: { 'x-extra': 'yes' } },
    ]);
  });

  it('counts all calls or such calls, and starts again at nought', async () => {
    const { ask, sandbox } = await openSandbox({ contacts });
    await ask(line);
    await ask('GET /nowhere');
    expect(sandbox.calls.count()).toBe(2);
    expect(sandbox.calls.count(({ path }) => path.startsWith('/contacts'))).toBe(1);
    sandbox.calls.reset();
    expect([sandbox.calls.count(), sandbox.calls.entries]).toEqual([0, []]);
  });
});

describe('held requests', () => {
  it('are counted on arrival and answered only when released, a thousand at once', async () => {
    const { ask, sandbox } = await openSandbox({ contacts, requestsPerMinute: 2_000 });
    const release = sandbox.hold();
    let answered = 0;
    const replies = Array.from({ length: 1_000 }, async () => {
      const { status } = await ask(line);
      answered += 1;
      return status;
    });
    await sandbox.calls.arrived(1_000);
    expect(answered).toBe(0);
    release();
    expect(new Set(await Promise.all(replies))).toEqual(new Set([200]));
  });

  it('wait for every hold to be released', async () => {
    const gate = createGate();
    const [first, second] = [gate.hold(), gate.hold()];
    let passed = false;
    const passing = gate.pass().then(() => {
      passed = true;
    });
    first();
    first();
    await new Promise(setImmediate);
    expect(passed).toBe(false);
    second();
    await passing;
    expect(passed).toBe(true);
  });

  it('do not keep the sandbox from closing', async () => {
    const { ask, sandbox } = await openSandbox({ contacts });
    sandbox.hold();
    const reply = ask(line).catch(() => 'connection ended');
    await sandbox.calls.arrived(1);
    await sandbox.close();
    expect(await reply).toBe('connection ended');
  });
});

describe('a stand-in', () => {
  it('answers instead of the sandbox until it is taken back', async () => {
    const { ask, url, sandbox } = await openSandbox({ contacts });
    sandbox.answerInstead((_call, response) => {
      response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad gateway</h1>');
      return true;
    });
    const response = await fetch(`${url}/contacts/34000000001`);
    expect([response.status, await response.text()]).toEqual([502, '<h1>Bad gateway</h1>']);
    sandbox.answerInstead(undefined);
    expect((await ask(line)).status).toBe(200);
  });

  it('may choose which calls it answers', async () => {
    const { ask, sandbox } = await openSandbox({ contacts });
    sandbox.answerInstead(async (call, response) => {
      if (call.path !== '/contacts/attributes') return false;
      response.end('{}');
      return true;
    });
    expect((await ask(line)).found.id).toBe(34_000_000_001);
    expect((await ask('GET /contacts/attributes')).body).toEqual({});
  });

  it('may stop in the middle of a body', async () => {
    const { url, sandbox } = await openSandbox({ contacts });
    sandbox.answerInstead((_call, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 100 });
      response.write('{"data":', () => response.destroy());
      return true;
    });
    const response = await fetch(`${url}/contacts/1`);
    await expect(response.text()).rejects.toThrow();
  });

  it('may never answer, and the sandbox still closes', async () => {
    const { ask, sandbox } = await openSandbox({ contacts });
    sandbox.answerInstead(() => true);
    const reply = ask(line).catch(() => 'connection ended');
    await sandbox.calls.arrived(1);
    await sandbox.close();
    expect(await reply).toBe('connection ended');
  });

  it('that throws ends that connection and nothing else', async () => {
    const { ask, sandbox } = await openSandbox({ contacts });
    sandbox.answerInstead(() => {
      throw new Error('a mistake in a test');
    });
    await expect(ask(line)).rejects.toThrow();
    sandbox.answerInstead(undefined);
    expect((await ask(line)).status).toBe(200);
  });
});

describe('the contacts in the hands of a test', () => {
  it('are found by id, e-mail and external id', async () => {
    const { sandbox } = await openSandbox();
    const ada = cast[0]?.contact;
    expect(sandbox.contacts.get(ada?.id ?? '')).toEqual(ada);
    expect(sandbox.contacts.findByEmail('ADA.VERNE@example.com')).toEqual([ada]);
    expect(sandbox.contacts.findByExternalId('user-ada')).toEqual([ada]);
    expect(sandbox.contacts.get('1')).toBeUndefined();
  });

  it('can be put in as odd as one likes, two with one external id included', async () => {
    const { ask, sandbox } = await openSandbox({ contacts });
    sandbox.contacts.put(contact('5', { first_name: { odd: true }, externalId: 'twin', big: 2n ** 63n }));
    sandbox.contacts.put(contact('6', { externalId: 'twin' }));
    const { text } = await ask('GET /contacts/5');
    expect(text).toContain('"first_name":{"odd":true},"externalId":"twin","big":9223372036854775808');
    expect((await ask('GET /contacts?idType=external&id=twin')).list).toHaveLength(2);
  });

  it.each(['', 'abc', '01', '-1', '1.5'])(
    'are refused when their id is no number as text: %p',
    async (id) => {
      const { sandbox } = await openSandbox({ contacts });
      expect(() => sandbox.contacts.put(contact(id, {}))).toThrow(TypeError);
    },
  );

  it('throw the code that Drift would answer', async () => {
    const { sandbox } = await openSandbox({ contacts });
    const refusal = (code: string) => expect.objectContaining({ code });
    expect(() => sandbox.contacts.update('99', { plan: 'pro' })).toThrow(refusal('CONTACT-1'));
    expect(() => sandbox.contacts.identify('99')).toThrow(refusal('CONTACT-1'));
    expect(() => sandbox.contacts.create({})).toThrow(refusal('CONTACT-7'));
    expect(() => sandbox.contacts.create({ email: 'ann@example.com' })).toThrow(refusal('CONTACT-6'));
  });
});

describe('the listener', () => {
  it('says where it listens, and rejects when the port is taken', async () => {
    const first = await openSandbox({ contacts });
    const port = Number(new URL(first.url).port);
    await expect(openSandbox({ contacts }).then(({ sandbox }) => sandbox.listen(port))).rejects.toThrow();
  });

  it('survives a caller that is no HTTP client', async () => {
    const { ask, url } = await openSandbox({ contacts });
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('close', () => resolve()).resume();
      socket.end('not http at all\r\n\r\n');
    });
    expect((await ask(line)).status).toBe(200);
  });
});
