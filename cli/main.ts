#!/usr/bin/env node
// Which command was given? One verb per file; with server/main.ts the only place that knows the process.

import { Command } from 'commander';
import { packageVersion } from '../config/package-version.ts';
import { check } from './check.ts';
import { demo } from './demo.ts';
import { sandbox } from './sandbox.ts';
import { start } from './start.ts';
import { token } from './token.ts';
import { types } from './types.ts';

const program = new Command('drift-attribute-proxy')
  .description("Lets a web page read its own visitor's Drift contact attributes.")
  .version(packageVersion());

for (const verb of [start, check, token, types, sandbox, demo]) program.addCommand(verb(process));
await program.parseAsync(process.argv);
