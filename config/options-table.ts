// What does the manual say about the settings? The table as a page, with what holds for all of them above it.

import { markdownTable } from './markdown-table.ts';
import { settingNames } from './names.ts';
import { type Name, rows, sections } from './spec.ts';

const intro = `# Configuration

Every setting is an environment variable. All of them are read and checked at start; whatever is wrong is told at once,
and the server does not start. Values are never shown.

**Where settings come from.** From the environment, or from the file \`.env\` in the working directory; the environment
wins. An empty value counts as unset. In \`.env\` every unknown name is refused. In the environment a name that is one or
two letters away from a setting is refused, and every other unknown name is left alone.

**Units.** A duration carries its unit: \`500ms\`, \`2s\`, \`5m\`, \`1h\`. So does a size: \`512KiB\`, \`64MiB\`, \`1GiB\`. A bare
number is refused.

**Secrets** are marked with 🔑. Every one of them, and \`SESSION_PUBLIC_KEY\`, may also be given as a file: \`DRIFT_TOKEN_FILE\`
holds the path of a file that holds the token (one line break at its end does not count). The file is looked at every 5 s
and read again when it changes; an empty or wrong new one is reported, and the old one stays in force. (Those of
\`REDIS_URL\` and \`CACHE_KEY\` are read at start only.) A secret is the text as it is given; \`base64:…\` and \`hex:…\` stand for
the bytes they encode. \`CACHE_KEY\` is base64 without saying so.

**Rotation.** \`SESSION_SECRET\` takes two secrets with one comma between them, and \`SESSION_PUBLIC_KEY\` two PEM blocks:
tokens of either are accepted. Add the new one, let the old tokens run out, remove the old one. A secret that holds a
comma is given as \`base64:…\`.

This page is printed from \`config/spec.ts\`.
`;

const absence = (name: Name): string => {
  const row = rows[name];
  if ('default' in row) return `\`${row.default}\``;
  if ('unset' in row) return `unset: ${row.unset}`;
  return row.required === 'always' ? '**required**' : `**required** ${row.required}`;
};

const cells = (name: Name): readonly string[] => {
  const { secret, meaning } = rows[name];
  return [`\`${name}\`${secret ? ' 🔑' : ''}`, absence(name), meaning];
};

const part = (section: string): string => {
  const names = settingNames.filter((name) => rows[name].section === section);
  return `\n## ${section}\n\n${markdownTable(['variable', 'default', 'meaning'], names.map(cells))}\n`;
};

/** The whole text of `docs/configuration.md`. */
export const optionsTable = (): string => `${intro}${sections.map(part).join('')}`;
