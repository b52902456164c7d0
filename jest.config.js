/** Tests are ES modules in TypeScript; swc strips the types, node runs the modules. */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/tests/support/build-sdk.mjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
  // The demo imports the library as everybody does; in tests that is the source.
  moduleNameMapper: {
    '^drift-attribute-proxy/client/server$': '<rootDir>/client/server/fetch-attributes.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/examples/[^/]+/(dist|node_modules)/'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['server', 'client', 'config', 'cli', 'sandbox', 'demo'].map(
    (room) => `${room}/**/*.ts`,
  ),
  testTimeout: 20_000,
  // Modules of a suite stay in memory after it: a worker that has grown is replaced before it does little else than collect them.
  workerIdleMemoryLimit: '700MB',
};
