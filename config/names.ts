// Which names of variables are ours? Those of the table, and their file forms.

import { type Name, rows, spec } from './spec.ts';

const isName = (name: string): name is Name => Object.hasOwn(spec, name);

/** In the order of the table. */
export const settingNames: readonly Name[] = Object.keys(spec).filter(isName);

/** `X_FILE`, the variable that names a file with the text of X. */
export const fileForm = (name: string): string => `${name}_FILE`;

/** The variables that can give a setting: its name and, if it has one, its file form. */
export const formsOf = (name: Name): readonly string[] => (rows[name].file ? [name, fileForm(name)] : [name]);

/** Every variable that this version reads. */
export const knownNames: ReadonlySet<string> = new Set(settingNames.flatMap(formsOf));
