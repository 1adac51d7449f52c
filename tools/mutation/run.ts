import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { type Area, areas } from './areas.js';
import { type Explained, lineOf, type Outcome, score } from './score.js';

/**
 * Plants small defects in the code that matters most and counts those that a test notices:
 * `npm run mutation -- [--seed 1] [--share 0.1] [area …]`. The files are changed in place and restored, so the tree must be clean.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    share: { type: 'string', default: '0.08' },
    concurrency: { type: 'string', default: '2' },
  },
});
type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

const wanted = 0.85;
const seed = Number(values.seed);
const share = Number(values.share);
const chosen = positionals.length === 0 ? areas : areas.filter(({ name }) => positionals.includes(name));
const unknown = positionals.filter((name) => !areas.some((area) => area.name === name));
if (unknown.length > 0) throw new Error(`no area ${unknown.join(', ')}; there are ${areas.map(({ name }) => name).join(', ')}`);
if (execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' }) !== '') throw new Error('commit or stash your changes first');

const explained = JSON.parse(readFileSync(new URL('./explained.json', import.meta.url), 'utf8')) as readonly Explained[];

/** Sources of an area without tests and their harnesses. */
function sourcesOf({ mutate }: Area): string[] {
  const names = execFileSync('git', ['ls-files', ...mutate], { encoding: 'utf8' }).split('\n');
  return names.filter((name) => /\.ts$/.test(name) && !/\.(spec|contract|suite)\.ts$|\/(fixtures|test)\//.test(name));
}

function mutantsOf(area: Area): Promise<MutantResult[]> {
  const options = {
    testRunner: 'jest',
    testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
    coverageAnalysis: 'perTest',
    // A sandbox would still import other packages from here, unchanged, through their links in node_modules.
    inPlace: true,
    concurrency: Number(values.concurrency),
    plugins: ['@stryker-mutator/jest-runner', join(import.meta.dirname, 'stryker-plugins.mjs')],
    checkers: ['sample'],
    ignorers: ['texts'],
    sample: { seed, share },
    mutate: sourcesOf(area),
    // Texts of messages may change without a test noticing; that is no defect.
    mutator: { excludedMutations: ['StringLiteral'] },
    jest: {
      configFile: 'jest.config.mjs',
      enableFindRelatedTests: false,
      config: { testMatch: area.tests.map((glob) => `<rootDir>/${glob}`) },
    },
    reporters: ['clear-text'],
    clearTextReporter: { logTests: false, reportMutants: false, reportTests: false, reportScoreTable: false },
    warnings: false,
    tempDirName: '.stryker',
    packageManager: 'npm',
    timeoutMS: 30_000,
    dryRunTimeoutMinutes: 30,
    logLevel: 'warn',
  };
  return new Stryker(options as ConstructorParameters<typeof Stryker>[0]).runMutationTest();
}

const outcomeOf = ({ fileName, status, mutatorName, location, replacement }: MutantResult): Outcome => {
  const file = relative(process.cwd(), fileName);
  const code = lineOf(readFileSync(fileName, 'utf8'), location.start.line);
  return { file, status, mutator: mutatorName, line: location.start.line, code, replacement: replacement ?? '' };
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const all: Outcome[] = [];
say(`seed ${seed}, ${share * 100} % of the defects`);
for (const area of chosen) {
  const outcomes = (await mutantsOf(area)).map(outcomeOf);
  all.push(...outcomes);
  report(area.name, outcomes);
}
const { noticed, counted } = report('all', all);
process.exitCode = counted > 0 && noticed / counted >= wanted ? 0 : 1;

function report(name: string, outcomes: readonly Outcome[]): { noticed: number; counted: number } {
  const result = score(outcomes, explained);
  say(`${name}: ${result.noticed} of ${result.counted} noticed (${percent(result)}), ${result.explained} more are explained`);
  if (name === 'all') return result;
  for (const { file, line, code, replacement, mutator, status } of result.unnoticed) {
    say(
      `  ${file}:${line} ${status === 'NoCoverage' ? 'not run by any test' : 'survived'}: ${mutator}: ${code.trim()} -> ${replacement.replace(/\s+/g, ' ')}`,
    );
  }
  return result;
}

function percent({ noticed, counted }: { noticed: number; counted: number }): string {
  return counted === 0 ? 'none' : `${((100 * noticed) / counted).toFixed(1)} %`;
}
