// What is a contender told? The job and its port, by file name and number on its command line.

import { readFileSync } from 'node:fs';

const [file, port] = process.argv.slice(2);

export const job = JSON.parse(readFileSync(file, 'utf8'));
export const address = { host: '127.0.0.1', port: Number(port) };
