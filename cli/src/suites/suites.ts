/** A part of the tests: a program and what it proves. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const compiler = 'node_modules/typescript-native/bin/tsc';
const sources = ['libs', 'services', 'cli', 'bench'];

/** In execution order, quick ones first. `unit` is Jest and counts its own tests. */
export const suites: readonly Suite[] = [
  { name: 'types', title: 'type check', program: 'node', args: [compiler, '-p', 'tsconfig.json'] },
  {
    name: 'pages',
    title: 'type check of the pages',
    program: 'node',
    args: [compiler, '-p', 'services/orchestrator/console/tsconfig.json'],
  },
  { name: 'lint', title: 'lint', program: 'biome', args: ['lint', '--error-on-warnings', '.'] },
  { name: 'promises', title: 'promises and switches', program: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', title: 'formatting', program: 'biome', args: ['format', '.'] },
  { name: 'boundaries', title: 'boundaries', program: 'depcruise', args: ['--config', '.dependency-cruiser.mjs', ...sources] },
  { name: 'unused', title: 'nothing is unused', program: 'npm', args: ['run', '-s', 'check'] },
  { name: 'proto', title: 'proto lint', program: 'buf', args: ['lint'] },
  { name: 'generated', title: 'generated code is up to date', program: 'buf', args: ['generate'] },
  {
    name: 'unit',
    title: 'tests',
    program: 'jest',
    args: ['--ci'],
    environment: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
  },
];
