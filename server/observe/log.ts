// What is written down? JSON lines with the fields that are named here, and nothing that came from outside as it was.

import { pino } from 'pino';
import type { LogLevel } from '../../config/config.ts';

/** A log line's own words; values from outside are not among them, but for what `line` names. */
export type LogFields = Readonly<{
  requestId?: string;
  method?: string;
  /** The template, never the path. */
  route?: string;
  status?: number;
  code?: string;
  /** A fixed word from the code. */
  reason?: string;
  /** Milliseconds. */
  duration?: number;
  audience?: string;
  host?: string;
  port?: number;
  /** A variable's or file's name. */
  source?: string;
  problem?: string;
  /** Undefined is left out. */
  signal?: string | undefined;
  /** Which of several processes. */
  worker?: number;
  exitCode?: number | undefined;
  /** Milliseconds until something is tried again. */
  wait?: number;
  count?: number;
  error?: unknown;
}>;

type Write = (fields: LogFields, message: string) => void;

export type Log = {
  readonly fatal: Write;
  readonly error: Write;
  readonly warn: Write;
  readonly info: Write;
  readonly debug: Write;
};

/** Where lines go: one call, one line that ends in a newline. */
export type LogSink = { write(line: string): void };

/** A chain of causes may be a ring. */
const maxCauses = 4;
const maxFrames = 8;

/** A stack begins with the message, which may hold what came from outside, in lines that look like any. */
const framesOf = ({ stack = '', message }: Error): string[] => {
  const head = stack.indexOf(message);
  if (head === -1) return [];
  const lines = stack.slice(head + message.length).split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, maxFrames);
};

/** Name, code and place of an error and of its causes, and never what they say. */
const describe = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const hasCause = error.cause !== undefined && depth < maxCauses;
  return {
    name: error.name,
    code,
    at: framesOf(error),
    cause: hasCause ? describe(error.cause, depth + 1) : undefined,
  };
};

/** `always` is in every line: what tells this process from others that write to the same place. */
export const createLog = (level: LogLevel, sink: LogSink, always?: Pick<LogFields, 'worker'>): Log => {
  const logger = pino(
    {
      level,
      base: always ?? null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: (error: unknown) => describe(error) },
    },
    sink,
  );
  const at =
    (name: keyof Log): Write =>
    (fields, message) =>
      logger[name](fields, message);
  return { fatal: at('fatal'), error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
};
