// How are problems of the configuration told? All at once, one a line, and what to do for somebody who just wants to see it.

import { exitCodes, refuse, type Terminal } from './terminal.ts';

export const refuseSettings = (terminal: Terminal, problems: readonly string[]): void => {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems.map((problem) => `  - ${problem}`);
  const text = [
    `drift-attribute-proxy cannot start: ${count} in its configuration.`,
    ...lines,
    'docs/configuration.md explains every setting. To see it work without any: npm run demo',
  ];
  refuse(terminal, text.join('\n'), exitCodes.configuration);
};
