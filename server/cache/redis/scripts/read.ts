// What rests under this name? An answer about nobody, or the contact that the name leads to.

import type { Script } from '../script.ts';
import { lua } from './lua.ts';
import { listIn, numberIn, textIn } from './reply.ts';

export type Found = {
  /** Which Redis key the entry rests under. */
  readonly key: string;
  readonly sealed: string;
  /** Milliseconds since Drift said so, by Redis's time. */
  readonly age: number;
  readonly expired: boolean;
};

const body = `
local function told(at)
  local entry = fields(at, 'number', 'entry', 'at', 'expired')
  if not lives(entry[1]) then return false end
  local age = math.max(0, millis - (tonumber(entry[3]) or 0))
  return { at, entry[2] or '', text(age), entry[4] and '1' or '0' }
end

local name = ARGV[1]
return told(key('absence', name)) or told(key('entry', value(key('target', name)) or name))
`;

/** Arguments: the name. The reply is null when nothing is there. */
export const readScript: Script<Found | null> = {
  name: 'read',
  lua: lua('no-writes', body),
  read(reply) {
    if (reply === null) return null;
    const [key, sealed, age, expired] = listIn(reply, 4);
    return {
      key: textIn(key),
      sealed: textIn(sealed),
      age: numberIn(age),
      expired: textIn(expired) === '1',
    };
  },
};
