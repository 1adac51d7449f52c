import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

const { module: _module, ...swc } = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));

export default {
  testEnvironment: 'node',
  // The private condition makes tests read src/*.ts of every workspace package.
  testEnvironmentOptions: { customExportConditions: ['catalogsync-source', 'node', 'node-addons'] },
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/cli', '<rootDir>/bench', '<rootDir>/tools'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  transformIgnorePatterns: ['/node_modules/'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/cli/bundle/', '<rootDir>/.nx/'],
  testSequencer: '<rootDir>/tools/test-sequencer.mjs',
  // One more than the two cores of the smallest machine: many tests wait, for processes or until something times out. Each takes 1 GB.
  maxWorkers: totalmem() > 6e9 ? 3 : 2,
  workerIdleMemoryLimit: '800MB',
  // Tests wait for conditions. This only ends one that will never come about, on a machine however slow.
  testTimeout: 240_000,
};
