// What does a script tag bring? Everything that a page without a bundler uses, under one name.

export { personalize } from './dom/personalize.ts';
export { followDriftWidget, identifyVisitor } from './drift/drift-widget.ts';
export { createDriftAttributes } from './drift-attributes.ts';
