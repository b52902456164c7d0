// What is a contender? A program that listens on a port, what is asked of it, and what it must prove before it is measured.

import type { Job } from '../job/job.ts';

/** What a contender may use when it starts. */
export type Place = {
  /** Of this project. */
  readonly root: string;
  /** Its own folder, empty and removed after the run. */
  readonly folder: string;
  readonly jobFile: string;
  readonly job: Job;
  /** On 127.0.0.1. */
  readonly port: number;
};

export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  /** Written into its folder first: file name to text. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** What the load asks again and again. */
export type Ask = { readonly path: string; readonly headers: Readonly<Record<string, string>> };

/**
 * `constant`: it says the same to everybody. `whole`: the allowed attributes and no others, 401 for a forged and for an
 * expired token. `unfiltered`: the same, but with everything that Drift holds. `flags`: its own work, 401 for a wrong key.
 */
export type Proof = 'constant' | 'whole' | 'unfiltered' | 'flags';

export type Contender = {
  /** For `--only`. */
  readonly name: string;
  /** In tables and plots. */
  readonly title: string;
  /** What of the job it does, in words. */
  readonly does: string;
  readonly proof: Proof;
  /** What must be there, as a path from the project's root or an absolute one, and the command that installs it. */
  readonly needs: readonly { readonly file: string; readonly install: string }[];
  program(place: Place): Program;
  /** `which`: of the one contact's session tokens. */
  ask(job: Job, which: 'good' | 'forged' | 'expired'): Ask;
};
