// One screen says what to open and what to try.

import { describe, expect, it } from '@jest/globals';
import { demoScreen } from '../../../demo/screen.ts';

const url = 'http://localhost:8080';

describe('the screen of npm run demo', () => {
  it('begins with what to open', () => {
    expect(demoScreen({ url, taken: undefined, adminUrl: undefined })).toMatch(
      /^Open {2}http:\/\/localhost:8080\n/,
    );
  });

  it('says which port was taken', () => {
    const screen = demoScreen({ url: 'http://localhost:8081', taken: 8080, adminUrl: undefined });
    expect(screen).toMatch(/^Port 8080 is taken/);
    expect(screen).toContain('Open  http://localhost:8081');
  });

  it('says whom to try, how to ask from a terminal, and where to see the counts', () => {
    const screen = demoScreen({ url, taken: undefined, adminUrl: 'http://127.0.0.1:9464' });
    for (const name of ['Ada Verne', 'Bo Tamsin', 'Cleo Marsh', 'Dee Holloway', 'Eve Sharp']) {
      expect(screen).toContain(name);
    }
    expect(screen).toContain(`$(curl -s '${url}/demo/token?visitor=user-ada')`);
    expect(screen).toContain('http://127.0.0.1:9464/metrics');
  });

  it('fits one screen of 24 lines', () => {
    const screen = demoScreen({ url, taken: 8080, adminUrl: 'http://127.0.0.1:9464' });
    expect(screen.split('\n').length).toBeLessThanOrEqual(24);
  });
});
