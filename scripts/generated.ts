// Which files are printed from the source? Their paths and texts; a test holds the files equal to them.

import { envExample } from '../config/env-example.ts';
import { markdownTable } from '../config/markdown-table.ts';
import { optionsTable } from '../config/options-table.ts';
import { errorCatalogue } from '../server/errors.ts';
import { policyJsonSchema } from '../server/policy/policy-schema.ts';
import { libraryPage, libraryPath } from './library-page.ts';

const errorsPage = (): string => {
  const rows = Object.entries(errorCatalogue).map(([code, { status, title, remedy }]) => [
    `\`${code}\``,
    String(status),
    title,
    remedy,
  ]);
  return `# Errors

Every refusal and failure is \`application/problem+json\` (RFC 9457) with a \`code\` to program against, the public text as
\`title\`, and the \`requestId\` under which the log says more (for \`token_missing\` at \`LOG_LEVEL=debug\` only). No answer ever holds a value, a token or another server's
words. Every 401 carries \`WWW-Authenticate\`; every 429 and 503 carries \`Retry-After\` in seconds.

${markdownTable(['code', 'status', 'title', 'what to do'], rows)}

This page is printed from \`server/errors.ts\`.
`;
};

/** A file that is printed, never written by hand, as a whole or in part. */
export type GeneratedFile = {
  /** From the root of the package, with slashes. */
  readonly path: string;
  readonly text: string;
};

/** Every generated file as it should be. */
export const generated = async (): Promise<readonly GeneratedFile[]> => [
  { path: '.env.example', text: envExample() },
  { path: 'docs/configuration.md', text: optionsTable() },
  { path: 'docs/errors.md', text: errorsPage() },
  { path: libraryPath, text: await libraryPage() },
  { path: 'config/policy.schema.json', text: `${JSON.stringify(policyJsonSchema(), null, 2)}\n` },
];
