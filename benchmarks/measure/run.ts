// How is a program run to its end? On the cores it is given; what it printed comes back.

import { start } from './children.ts';

/** @throws Error with what it complained about, when it fails */
export const run = (cores: number | string, command: string, args: readonly string[]): Promise<string> =>
  start({ cores: String(cores), command, args, output: 'read' }).ended;
