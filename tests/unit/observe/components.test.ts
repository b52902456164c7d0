// The operator's status tells of each part one word, since when it holds, and the last failure.

import { describe, expect, it } from '@jest/globals';
import { createComponents } from '../../../server/observe/components.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const at = (milliseconds: number): string => new Date(milliseconds).toISOString();

const open = (webhooks: 'on' | 'off' = 'on') => {
  const clock = createManualClock({ wall: 0 });
  return { clock, components: createComponents({ webhooks, redis: 'on', clock }) };
};

describe('a component', () => {
  it('keeps the time at which its state began, however often it is told again', () => {
    const { clock, components } = open();
    clock.advance(1_000);
    components.delivered('new_message', 'unrelated');
    clock.advance(1_000);
    components.delivered('new_message', 'unrelated');
    expect(components.report().webhooks).toMatchObject({ state: 'received', since: at(1_000) });
  });

  it('remembers its last failure when it is well again', () => {
    const { clock, components } = open();
    components.keysFailed('first');
    clock.advance(1_000);
    components.keysFailed('second');
    clock.advance(1_000);
    components.watchKeys(() => true);
    expect(components.report().keys).toMatchObject({
      state: 'ready',
      lastFailure: { reason: 'second', at: at(1_000) },
    });
  });
});

describe('keys', () => {
  const watched = () => {
    const { clock, components } = open();
    let ready = false;
    const end = components.watchKeys(() => ready);
    return {
      clock,
      end,
      keys: () => components.report().keys,
      turn: (to: boolean) => {
        ready = to;
      },
    };
  };

  it('are ready since they were, and not since somebody asked', () => {
    const { clock, keys, turn } = watched();
    clock.advance(60_000);
    turn(true);
    clock.advance(3_600_000);
    expect(keys()).toEqual({ state: 'ready', since: at(61_000), lastFailure: undefined });
  });

  it('are missing since they were', () => {
    const { clock, keys, turn } = watched();
    turn(true);
    clock.advance(60_000);
    turn(false);
    clock.advance(60_000);
    expect(keys()).toMatchObject({ state: 'missing', since: at(61_000) });
  });

  it('are ready from the start when they are there at the start', () => {
    const { clock, components } = open();
    components.watchKeys(() => true);
    clock.advance(60_000);
    expect(components.report().keys).toMatchObject({ state: 'ready', since: at(0) });
  });

  it('are told as they are now, also between two looks', () => {
    const { clock, keys, turn } = watched();
    clock.advance(60_001);
    turn(true);
    expect(keys()).toMatchObject({ state: 'ready', since: at(60_001) });
  });

  it('are no longer looked at after the end', () => {
    const { clock, end, keys, turn } = watched();
    end();
    turn(true);
    clock.advance(60_000);
    expect(keys().since).toBe(at(60_000));
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
