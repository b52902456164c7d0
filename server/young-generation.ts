// How soon does this process have room again for what lives no longer than a request? At once, when it has been idle.

import { setFlagsFromString } from 'node:v8';

/**
 * V8 takes new objects into a space of its own, and whenever that is full it looks for what still lives, also from every page of the
 * old space: with a million contacts that is most of what collecting costs. An idle process gives the space back but for one
 * megabyte. It doubles only after as much has survived in it, and hardly anything of a repeated answer does, so that under full load
 * half a minute goes by, at twice the cost, until it is as large as before. A factor of sixteen makes that one step. V8 reads it
 * whenever the space grows; the largest size, `--max-semi-space-size`, stays as it is.
 */
export const growthFlag = '--semi-space-growth-factor=16';

/** To be called when the process begins. */
export const growYoungGenerationAtOnce = (): void => setFlagsFromString(growthFlag);
