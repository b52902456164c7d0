// What does a script tag bring? Everything that a page without a bundler uses, under one name.

export { createDriftAttributes } from './drift-attributes.ts';
