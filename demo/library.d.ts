// What does the demo's back end know of the library? Its types alone: the source knows of pages, which the code of a server must not.

import type { IncomingMessage } from 'node:http';
import type { AttributesBody } from '../server/http/contract.ts';

export declare const fetchAttributes: (
  request: IncomingMessage,
  options: { readonly baseUrl: string; readonly cookie: string },
) => Promise<AttributesBody | null>;

export declare const serializeBootstrap: (data: AttributesBody | null) => string;
