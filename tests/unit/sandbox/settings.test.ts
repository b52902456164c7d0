import { describe, expect, it } from '@jest/globals';
import { cast } from '../../../sandbox/cast.ts';
import { envLines, freshSecret, sandboxScreen } from '../../../sandbox/settings.ts';

const settings = {
  url: 'http://127.0.0.1:8090',
  token: 'the-token',
  webhookToken: 'the-webhook-token',
  webhookUrl: 'http://127.0.0.1:8080/webhooks/drift',
  sessionSecret: freshSecret(),
};

describe('the screen of npm run sandbox', () => {
  it('gives the lines of .env', () => {
    expect(envLines(settings)).toEqual([
      'DRIFT_API_URL=http://127.0.0.1:8090',
      'DRIFT_TOKEN=the-token',
      'DRIFT_WEBHOOK_TOKEN=the-webhook-token',
      `SESSION_SECRET=${settings.sessionSecret}`,
      'SESSION_ISSUER=https://www.example.com',
      'SESSION_AUDIENCE=drift-attribute-proxy',
    ]);
  });

  it.each(['with,comma', 'hex:looks-decoded', 'with space', '#hash', '"quoted"'])(
    'writes a token that would be misread so that it is not: %s',
    (token) => {
      const line = envLines({ ...settings, token })[1] ?? '';
      const encoded = /^DRIFT_TOKEN=base64:([A-Za-z0-9+/=]+)$/.exec(line)?.[1] ?? '';
      expect(Buffer.from(encoded, 'base64').toString()).toBe(token);
    },
  );

  it('shows the tokens, every line of .env on a line of its own, the next commands and whom to try', () => {
    const lines = sandboxScreen(settings).split('\n');
    expect(lines).toEqual(expect.arrayContaining(envLines(settings)));
    const screen = lines.join('\n');
    for (const text of ['the-token', 'the-webhook-token', 'npm run build && npm start'])
      expect(screen).toContain(text);
    expect(screen).toContain('npx drift-attribute-proxy token --sub user-ada');
    for (const { externalId } of cast) expect(screen).toContain(externalId);
  });

  it('says where webhooks go, and how to change a contact', () => {
    const screen = sandboxScreen(settings);
    expect(screen).toContain('webhooks go    to http://127.0.0.1:8080/webhooks/drift\n');
    expect(screen).toContain("'Authorization: Bearer the-token'");
    expect(screen).toContain('http://127.0.0.1:8090/contacts/34360000101\n');
    expect(sandboxScreen({ ...settings, webhookUrl: undefined })).toContain('webhooks go    nowhere\n');
  });
});

describe('a fresh secret', () => {
  it('is 32 bytes or more, free of commas, and never the same', () => {
    expect(freshSecret()).toMatch(/^[\w-]{43}$/);
    expect(freshSecret()).not.toBe(freshSecret());
  });
});
