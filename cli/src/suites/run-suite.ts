import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { leaveFilesAsStarted } from '@catalogsync/runtime';
import type { CommandContext } from '../report/command-context.js';
import type { Suite } from './suites.js';

/** How many tests of a suite passed and failed; a suite without single tests counts as one. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** The test files, slowest first. */
  readonly files: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly seconds: number;
}

interface Run {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a program of the workspace. Its output is shown as it comes, or kept in case it fails. */
function runProgram(suite: Suite, args: readonly string[], show: boolean, context: CommandContext): Promise<Run> {
  const { NODE_COMPILE_CACHE: _ofTheCommand, ...environment } = context.surroundings.environment;
  const path = [join(context.surroundings.workspace, 'node_modules', '.bin'), environment.PATH ?? ''].join(delimiter);
  leaveFilesAsStarted();
  const child = spawn(suite.program, args, {
    cwd: context.surroundings.workspace,
    env: { ...environment, ...suite.environment, PATH: path },
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    signal: context.signal,
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(toFault(error)));
    child.once('close', (code) => resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

/** Runs a suite; `filters` are path patterns for Jest only. */
export async function runSuite(suite: Suite, filters: readonly string[], context: CommandContext): Promise<SuiteResult> {
  const started = context.clock.now();
  const folder = await mkdtemp(join(tmpdir(), 'catalogsync-test-'));
  try {
    const counts = await countSuite(suite, filters, folder, context);
    return { ...counts, seconds: (context.clock.now() - started) / 1000 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Counts = Omit<SuiteResult, 'seconds'>;

async function countSuite(suite: Suite, filters: readonly string[], folder: string, context: CommandContext): Promise<Counts> {
  if (suite.name === 'unit') return runJest(suite, filters, join(folder, 'results.json'), context);
  const generated = suite.name === 'generated';
  const { exitCode, output } = await runProgram(suite, generated ? [...suite.args, '--output', folder] : suite.args, false, context);
  const differences =
    generated && exitCode === 0 ? await differingFiles(folder, context.surroundings.workspace, 'libs/contracts/src/gen') : [];
  for (const file of differences) context.output.note(`  ${file} is not what proto/ generates; run: npm run generate`);
  if (exitCode !== 0) context.output.stderr.write(output);
  const good = exitCode === 0 && differences.length === 0;
  return { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0, files: [] };
}

interface JestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly { readonly name: string; readonly startTime: number; readonly endTime: number }[];
}

async function runJest(suite: Suite, filters: readonly string[], file: string, context: CommandContext): Promise<Counts> {
  const { exitCode } = await runProgram(suite, [...suite.args, '--json', `--outputFile=${file}`, ...filters], true, context);
  const results = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as JestResults,
    () => undefined, // Jest could not even start; its own message is above.
  );
  if (results === undefined) return { passed: 0, failed: 1, skipped: 0, files: [] };
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const files = results.testResults
    .map(({ name, startTime, endTime }) => ({
      name: relative(context.surroundings.workspace, name),
      seconds: (endTime - startTime) / 1000,
    }))
    .sort((a, b) => b.seconds - a.seconds);
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: results.numPendingTests,
    files,
  };
}

/** Files of a folder that are missing, different or surplus compared with the same folder of another root. */
async function differingFiles(made: string, workspace: string, folder: string): Promise<string[]> {
  const filesOf = async (root: string): Promise<string[]> => {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  };
  const names = new Set([...(await filesOf(made)), ...(await filesOf(workspace))]);
  if (names.size === 0) throw new Fault('internal', 'buf generated nothing');
  const textOf = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);
  const differing: string[] = [];
  for (const name of names) if ((await textOf(join(made, name))) !== (await textOf(join(workspace, name)))) differing.push(name);
  return differing.sort();
}
