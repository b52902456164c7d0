// What does a verb get of the process? Environment, folder, output and exit code, so that it can be run by a test.

/** The part of `process` that a verb may touch. */
export type Terminal = Pick<NodeJS.Process, 'env' | 'cwd' | 'stdout' | 'stderr' | 'once' | 'exitCode'>;

/** One line to standard output. */
export const say = ({ stdout }: Terminal, text: string): void => {
  stdout.write(`${text}\n`);
};

/** sysexits.h: EX_CONFIG, and EX_UNAVAILABLE for an address that is taken. */
export const exitCodes = { configuration: 78, unavailable: 69, usage: 64 } as const;

/** Says what is wrong, and lets the process end by itself with that code. */
export const refuse = (terminal: Terminal, text: string, code: number): void => {
  terminal.stderr.write(`${text}\n`);
  terminal.exitCode = code;
};

/** Resolves at the first SIGINT or SIGTERM. */
export const untilAskedToStop = (terminal: Terminal): Promise<void> =>
  new Promise((resolve) => {
    terminal.once('SIGINT', () => resolve());
    terminal.once('SIGTERM', () => resolve());
  });
