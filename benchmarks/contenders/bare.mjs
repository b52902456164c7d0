// What does Node cost that says the same to everybody? It looks at nothing: no token, no cache, no header but two.

import { createServer } from 'node:http';
import { address, job } from './told.mjs';

const headers = {
  'Content-Type': 'application/json; charset=utf-8',
  'Content-Length': Buffer.byteLength(job.body),
};

createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(job.body);
}).listen(address);
