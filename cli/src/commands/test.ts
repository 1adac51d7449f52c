import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command-context.js';
import { runSuite, type SuiteResult } from '../testing/run-suite.js';
import { suites } from '../testing/suites.js';
import { collect } from './options.js';

interface Options {
  readonly only: readonly string[];
}

const zero: SuiteResult = { passed: 0, failed: 0, skipped: 0, seconds: 0 };

async function test(filters: readonly string[], options: Options, context: CommandContext): Promise<void> {
  // Path patterns mean Jest's tests; the other suites look at the whole tree.
  const only = options.only.length === 0 && filters.length > 0 ? ['unit'] : options.only;
  const chosen = suites.filter(({ name }) => only.length === 0 || only.includes(name));
  const total = { ...zero };
  for (const suite of chosen) {
    const result = await runSuite(suite, filters, context);
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

function chooseSuite(value: string, before: readonly string[]): string[] {
  if (!names.includes(value)) throw new InvalidArgumentError(`Allowed choices are ${names.join(', ')}.`);
  return collect(value, before);
}

/** `test [pattern …] [--only SUITE]` */
export function addTest(program: Command, context: CommandContext): void {
  program
    .command('test')
    .description('type check, lint, formatting, boundaries, proto and all tests')
    .argument('[pattern...]', 'only test files whose path matches')
    .option(`--only <suite>`, `only this part, repeatable: ${names.join(', ')}`, chooseSuite, [])
    .action((filters: readonly string[], options: Options) => test(filters, options, context));
}
