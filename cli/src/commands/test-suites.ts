import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../report/command-context.js';
import { runSuite } from '../suites/run-suite.js';
import { suites } from '../suites/suites.js';
import { collect, wholeNumber } from './options.js';

interface Options {
  readonly only: readonly string[];
  readonly kills?: number;
  readonly productKills?: number;
  readonly shuffle?: number | true;
}

async function test(filters: readonly string[], options: Options, context: CommandContext): Promise<void> {
  // Path patterns apply to Jest's tests; the other suites check the whole tree.
  const only = options.only.length === 0 && filters.length > 0 ? ['unit'] : options.only;
  const chosen = suites.filter(({ name }) => only.length === 0 || only.includes(name));
  const environment = { ...context.surroundings.environment, ...tuning(options, context) };
  const tuned = { ...context, surroundings: { ...context.surroundings, environment } };
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of chosen) {
    const result = await runSuite(suite, filters, tuned);
    context.signal.throwIfAborted();
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += result[key];
    const skipped = result.skipped === 0 ? '' : `, ${result.skipped} skipped`;
    context.output.line(
      `${result.failed === 0 ? 'ok  ' : 'FAIL'} ${suite.title}: ${result.passed} passed, ${result.failed} failed${skipped} (${result.seconds.toFixed(1)} s)`,
    );
    for (const { name, seconds } of result.files.slice(0, 10)) context.output.line(`${seconds.toFixed(1).padStart(10)} s  ${name}`);
  }
  if (total.skipped > 0) context.output.line(`${total.skipped} tests were skipped: a program they need is missing, see above`);
  context.output.line(`${total.passed} passed, ${total.failed} failed`);
  context.result.exitCode = total.failed > 0 ? 1 : 0;
}

/** Variables that tests read: how often the kill loops kill, and the seed of the file order. */
function tuning({ kills, productKills, shuffle }: Options, context: CommandContext): Record<string, string> {
  const seed = shuffle === true ? context.clock.now() % 1_000_000 : shuffle;
  if (seed !== undefined) context.output.line(`test files in random order; again with: --shuffle ${seed}`);
  const given = { KILLS: kills, PRODUCT_KILLS: productKills, TEST_ORDER_SEED: seed };
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

const names = suites.map(({ name }) => name);

function chooseSuite(value: string, before: readonly string[]): string[] {
  if (!names.includes(value)) throw new InvalidArgumentError(`Allowed choices are ${names.join(', ')}.`);
  return collect(value, before);
}

/** `test [pattern …] [--only SUITE] [--kills N] [--product-kills N] [--shuffle [SEED]]` */
export function addTest(program: Command, context: CommandContext): void {
  program
    .command('test')
    .description('type check, lint, formatting, boundaries, proto and all tests')
    .argument('[pattern...]', 'only test files whose path matches')
    .option(`--only <suite>`, `only this part, repeatable: ${names.join(', ')}`, chooseSuite, [])
    .option('--kills <number>', 'how often the kill loop of the job engine kills its process (default: 50)', wholeNumber(1, 999_999))
    .option('--product-kills <number>', 'how often the kill loop of the whole product kills `up` (default: 10)', wholeNumber(1, 999_999))
    .option('--shuffle [seed]', 'run the test files in random order, or again in the order of a seed', wholeNumber(1, 999_999))
    .action((filters: readonly string[], options: Options) => test(filters, options, context));
}
