// What does a script tag bring? Everything that a page without a bundler uses, under one name.

export type * from './api.ts';
