import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What every project can do beside its own `build`: `nx test NAME`, `nx lint NAME`, `nx typecheck NAME`. They run the programs of
 * `./catalogsync test` over one project; a result is kept until the project, one it depends on, or the settings of the program change.
 */
const settings = (...files) => ['default', '^default', ...files.map((file) => `{workspaceRoot}/${file}`)];

const targetsOf = (root) => ({
  test: {
    executor: 'nx:run-commands',
    cache: true,
    inputs: settings('jest.config.mjs', 'tools/test-sequencer.mjs', 'package-lock.json'),
    options: {
      command: `jest --passWithNoTests --roots ${root}`,
      env: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
    },
  },
  lint: {
    executor: 'nx:run-commands',
    cache: true,
    inputs: settings('biome.json', '.oxlintrc.json', 'tsconfig.base.json'),
    options: {
      commands: [`biome lint --error-on-warnings ${root}`, `oxlint --type-aware --deny-warnings ${root}`],
      parallel: false,
    },
  },
  typecheck: {
    executor: 'nx:run-commands',
    cache: true,
    inputs: settings('tsconfig.base.json', 'package-lock.json'),
    options: { command: `node node_modules/typescript-native/bin/tsc -p ${root}/tsconfig.json` },
  },
});

export const createNodesV2 = [
  '{libs/*,services/*,services/orchestrator/console,cli,bench}/package.json',
  (files, _options, { workspaceRoot }) =>
    files
      .map((file) => [file, dirname(file)])
      .filter(([, root]) => existsSync(join(workspaceRoot, root, 'tsconfig.json')))
      .map(([file, root]) => [file, { projects: { [root]: { targets: targetsOf(root) } } }]),
];
