// token: signs a session token with the configured secret, for trying things out.

import { Command, InvalidArgumentError } from 'commander';
import type { AuthConfig } from '../config/config.ts';
import { duration } from '../config/parsers/quantities.ts';
import { signSession } from '../server/auth/sign-session.ts';
import { systemClock } from '../server/clock.ts';
import { settingsOfProcess } from '../server/main.ts';
import { refuseSettings } from './problems.ts';
import { exitCodes, refuse, say, type Terminal } from './terminal.ts';

type Options = {
  readonly sub: string;
  /** Milliseconds. */
  readonly expires?: number;
  readonly claim?: Readonly<Record<string, unknown>>;
};

/** Milliseconds. */
const usualLifetime = 3_600_000;

const readExpires = (text: string): number => {
  const parsed = duration({ from: '1s', to: '24h' })(text);
  if ('problem' in parsed) throw new InvalidArgumentError(`It ${parsed.problem}.`);
  return parsed.value;
};

/** JSON where it is JSON (`true`, `42`, `["a"]`), else text. */
const readValue = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const addClaim = (pair: string, claims: Options['claim'] = {}): Options['claim'] => {
  const split = pair.indexOf('=');
  if (split < 1) throw new InvalidArgumentError('Write it as name=value.');
  return { ...claims, [pair.slice(0, split)]: readValue(pair.slice(split + 1)) };
};

const secretOf = ({ algorithm, keys }: AuthConfig) =>
  keys.kind === 'static' && algorithm.startsWith('HS') ? keys.keys.current[0] : undefined;

export const token = (terminal: Terminal): Command =>
  new Command('token')
    .description('sign a session token with SESSION_SECRET, for trying things out')
    .requiredOption('--sub <subject>', 'the subject; by default also the external id of the contact')
    .option('--expires <duration>', 'how long it is good, up to 24h (default: 1h)', readExpires)
    .option('--claim <name=value>', 'one more claim; may be repeated', addClaim)
    .action(({ sub, expires = usualLifetime, claim }: Options) => {
      const settings = settingsOfProcess();
      if ('problems' in settings) return refuseSettings(terminal, settings.problems);
      const { auth } = settings.config;
      const key = secretOf(auth);
      if (key === undefined) {
        return refuse(
          terminal,
          'Tokens can be signed here only with SESSION_SECRET; with a public key, ask your identity provider.',
          exitCodes.usage,
        );
      }
      say(
        terminal,
        signSession({ sub, ...claim }, auth, key, { now: systemClock.wall(), lifetime: expires }),
      );
    });
