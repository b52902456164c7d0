// How soon does this process have room again for what lives no longer than a request? At once, when it has been idle.

import { setFlagsFromString } from 'node:v8';

/**
 * V8 takes new objects into a space of its own, and whenever that is full it looks for what still lives, also from every page of the
 * old space: with many contacts that is most of what collecting costs. The space begins with one megabyte, and may be made small
 * again while a process idles. It doubles only after as much has survived in it, and hardly anything of a repeated answer does: it
 * stays small under load. A factor of sixteen makes that few steps. V8 reads it whenever the space grows; the largest size,
 * `--max-semi-space-size`, stays as it is.
 */
export const growthFlag = '--semi-space-growth-factor=16';

/** To be called when the process begins. */
export const growYoungGenerationAtOnce = (): void => setFlagsFromString(growthFlag);
