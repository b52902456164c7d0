// What does `.env.example` say? The table as a file to copy: required settings open, all others with their default.

import { fileForm, settingNames } from './names.ts';
import { type Name, rows, sections } from './spec.ts';

const width = 100;

const comment = (text: string): readonly string[] => {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
};

const assignment = (name: Name): string => {
  const row = rows[name];
  if ('required' in row) return `${name}=`;
  return 'default' in row ? `#${name}=${row.default}` : `#${name}=`;
};

const remark = (name: Name): string => {
  const row = rows[name];
  if ('required' in row) return ` Required${row.required === 'always' ? '' : ` ${row.required}`}.`;
  return 'unset' in row ? ` Unset: ${row.unset}.` : '';
};

const entry = (name: Name): readonly string[] => {
  const { meaning, file } = rows[name];
  const fromFile = file ? ` Or give the path of a file as ${fileForm(name)}.` : '';
  return ['', ...comment(`${meaning}${remark(name)}${fromFile}`), assignment(name)];
};

const heading = (section: string): string => `# --- ${section} ${'-'.repeat(width - section.length - 7)}`;

const intro = [
  '# The settings of drift-attribute-proxy. Copy this file to .env and fill in what is required.',
  '# Everything else shows its default: take the # away to change it.',
  '# The environment wins over .env. Durations and sizes carry a unit (500ms, 2s, 5m, 1h; 64MiB).',
  '# A value that holds a # is put in quotes.',
];

/** The whole text of `.env.example`. */
export const envExample = (): string => {
  const parts = sections.flatMap((section) => [
    '',
    heading(section),
    ...settingNames.filter((name) => rows[name].section === section).flatMap(entry),
  ]);
  return `${[...intro, ...parts].join('\n')}\n`;
};
