import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command-context.js';
import { runSuite, type SuiteResult } from '../testing/run-suite.js';
import { suites } from '../testing/suites.js';
import { collect } from './options.js';

interface Options {
  readonly only: readonly string[];
  readonly kills?: number;
}

const zero: SuiteResult = { passed: 0, failed: 0, skipped: 0, seconds: 0 };

async function test(filters: readonly string[], options: Options, context: CommandContext): Promise<void> {
  // Path patterns mean Jest's tests; the other suites look at the whole tree.
  const only = options.only.length === 0 && filters.length > 0 ? ['unit'] : options.only;
  const chosen = suites.filter(({ name }) => only.length === 0 || only.includes(name));
  // The kill loop of the job engine reads how often it is to kill.
  const kills = options.kills === undefined ? {} : { KILLS: String(options.kills) };
  const surroundings = { ...context, environment: { ...context.environment, ...kills } };
  const total = { ...zero };
  for (const suite of chosen) {
    const result = await runSuite(suite, filters, surroundings);
    context.signal.throwIfAborted();
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += result[key];
    const skipped = result.skipped === 0 ? '' : `, ${result.skipped} skipped`;
    context.output.line(
      `${result.failed === 0 ? 'ok  ' : 'FAIL'} ${suite.title}: ${result.passed} passed, ${result.failed} failed${skipped} (${result.seconds.toFixed(1)} s)`,
    );
  }
  if (total.skipped > 0) context.output.line(`${total.skipped} tests were skipped: a program they need is missing, see above`);
  context.output.line(`${total.passed} passed, ${total.failed} failed`);
  context.result.exitCode = total.failed > 0 ? 1 : 0;
}

const names = suites.map(({ name }) => name);

function countOfKills(value: string): number {
  const kills = Number(value);
  if (!/^\d{1,6}$/.test(value) || kills < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return kills;
}

function chooseSuite(value: string, before: readonly string[]): string[] {
  if (!names.includes(value)) throw new InvalidArgumentError(`Allowed choices are ${names.join(', ')}.`);
  return collect(value, before);
}

/** `test [pattern …] [--only SUITE] [--kills N]` */
export function addTest(program: Command, context: CommandContext): void {
  program
    .command('test')
    .description('type check, lint, formatting, boundaries, proto and all tests')
    .argument('[pattern...]', 'only test files whose path matches')
    .option(`--only <suite>`, `only this part, repeatable: ${names.join(', ')}`, chooseSuite, [])
    .option('--kills <number>', 'how often the kill loop of the job engine kills its process (default: 50)', countOfKills)
    .action((filters: readonly string[], options: Options) => test(filters, options, context));
}
