// What does a user see who named a wrong or taken port? One line and an exit code, not a stack.

import { addressProblem } from './address-problem.ts';
import { exitCodes, refuse, type Terminal } from './terminal.ts';

/** Runs `action`; a port that is no port or is taken is told, any other error goes on. */
export const refusingBadUse =
  (terminal: Terminal, action: () => Promise<void>): (() => Promise<void>) =>
  async () => {
    try {
      await action();
    } catch (error) {
      const taken = addressProblem(error);
      if (taken !== undefined) refuse(terminal, taken, exitCodes.unavailable);
      else if (error instanceof RangeError) refuse(terminal, error.message, exitCodes.usage);
      else throw error;
    }
  };
