/** Tests are ES modules in TypeScript; swc strips the types, node runs the modules. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['server/**/*.ts', 'config/**/*.ts', 'cli/**/*.ts', 'sandbox/**/*.ts', 'demo/**/*.ts'],
  testTimeout: 20_000,
};
