// Real ES modules under Jest (Nest 12 is ESM): see docs/decisions/0002-jest-on-es-modules.md.
const swc = [
  '@swc/jest',
  {
    swcrc: false,
    configFile: false,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
    sourceMaps: 'inline',
  },
];

const base = {
  testEnvironment: 'node',
  rootDir: import.meta.dirname,
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': swc },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

const servers = {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

const project = (displayName, testMatch, more = {}) => ({ ...base, ...more, displayName, testMatch });

export default {
  // A bound for what hangs, not a measure: on a machine that others use as well, five seconds are soon over.
  testTimeout: 30_000,
  projects: [
    project(
      'unit',
      ['src', 'cli/src', 'console/src'].map((folder) => `<rootDir>/${folder}/**/*.spec.ts`),
    ),
    project('architecture', ['<rootDir>/test/architecture/**/*.spec.ts']),
    project('shipped', ['<rootDir>/test/shipped/**/*.spec.ts']),
    project('platform', ['<rootDir>/test/platform/**/*.spec.ts'], servers),
    project('journeys', ['<rootDir>/test/journeys/**/*.spec.ts'], servers),
    project('failure', ['<rootDir>/test/failure/**/*.spec.ts'], servers),
  ],
};
