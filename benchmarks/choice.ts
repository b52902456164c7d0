// What is to be measured? Everything, or what `--only` names.

import { contenders } from './contenders/contenders.ts';

export const tableNames = ['connections', 'contacts', 'hit-ratios', 'workers', 'start-up'] as const;
export type TableName = (typeof tableNames)[number];

export type Choice = (name: string) => boolean;

const known: readonly string[] = [...contenders.map(({ name }) => name), ...tableNames];

/** `only`: names with commas between them; undefined chooses all. @throws Error for a name of nothing */
export const choiceOf = (only: string | undefined): Choice => {
  if (only === undefined) return () => true;
  const names = only.split(',');
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: there is only ${known.join(', ')}`);
  return (name) => names.includes(name);
};
