// The operator's status tells of each part one word, since when it holds, and the last failure.

import { describe, expect, it } from '@jest/globals';
import { createComponents } from '../../../server/observe/components.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const at = (milliseconds: number): string => new Date(milliseconds).toISOString();

const open = (webhooks: 'on' | 'off' = 'on') => {
  const clock = createManualClock({ wall: 0 });
  return { clock, components: createComponents({ webhooks, clock }) };
};

describe('a component', () => {
  it('keeps the time at which its state began, however often it is told again', () => {
    const { clock, components } = open();
    clock.advance(1_000);
    components.keysAre(true);
    clock.advance(1_000);
    components.keysAre(true);
    expect(components.report().keys).toEqual({ state: 'ready', since: at(1_000), lastFailure: undefined });
    clock.advance(1_000);
    components.keysAre(false);
    expect(components.report().keys).toMatchObject({ state: 'missing', since: at(3_000) });
  });

  it('remembers its last failure when it is well again', () => {
    const { clock, components } = open();
    components.keysFailed('first');
    clock.advance(1_000);
    components.keysFailed('second');
    clock.advance(1_000);
    components.keysAre(true);
    expect(components.report().keys.lastFailure).toEqual({ reason: 'second', at: at(1_000) });
  });
});

describe('files', () => {
  it('are outdated until the last of those that were not taken is good again', () => {
    const { components } = open();
    const told: string[] = [];
    for (const [outcome, source] of [
      ['kept', 'DRIFT_TOKEN_FILE'],
      ['kept', 'policy.yaml'],
      ['replaced', 'SESSION_SECRET_FILE'],
      ['replaced', 'DRIFT_TOKEN_FILE'],
      ['replaced', 'policy.yaml'],
    ] as const) {
      components.fileRead(outcome, source);
      told.push(components.report().files.state);
    }
    expect(told).toEqual(['outdated', 'outdated', 'outdated', 'outdated', 'current']);
    expect(components.report().files.lastFailure?.reason).toBe('policy.yaml');
  });
});

describe('webhooks', () => {
  it('wait until one is believed, and tell when the latest came', () => {
    const { clock, components } = open();
    components.delivered('none', 'token_invalid');
    expect(components.report().webhooks).toMatchObject({ state: 'waiting', lastDelivery: undefined });
    clock.advance(1_000);
    components.delivered('contact_updated', 'expired');
    clock.advance(1_000);
    components.delivered('new_message', 'unrelated');
    expect(components.report().webhooks).toEqual({
      state: 'received',
      since: at(1_000),
      lastFailure: { reason: 'token_invalid', at: at(0) },
      lastDelivery: at(2_000),
    });
  });

  it('are off when there is no token for them', () => {
    expect(open('off').components.report().webhooks.state).toBe('off');
  });
});
