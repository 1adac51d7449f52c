import { Fault } from '@catalogsync/faults';
import type { Command } from 'commander';
import { type CommandContext, printResult } from '../report/command-context.js';
import { printable } from '../report/output.js';
import { table } from '../report/table.js';
import { type HomeOptions, homeCommand } from './options.js';
import { withBackends } from './with-client.js';

interface CareOptions extends HomeOptions {
  readonly backend?: string;
}

async function check({ home, backend = '' }: CareOptions, context: CommandContext): Promise<void> {
  await withBackends(home, context, async (client) => {
    const backends = await client.checkBackends(backend, context.signal);
    printResult(context, { backends }, () =>
      backends.length === 0
        ? 'no object storage is registered'
        : table([['NAME', 'STATE'], ...backends.map(({ name, problem, hint }) => [name, printable(stateOf(problem, hint))])]),
    );
    const bad = backends.filter(({ problem }) => problem !== '').map(({ name }) => name);
    if (bad.length > 0) throw new Fault('failed_precondition', `cannot be used: ${bad.join(', ')}`, { hint: 'See above.' });
  });
}

const stateOf = (problem: string, hint: string): string =>
  problem === '' ? 'good' : [problem, hint].filter((text) => text !== '').join('. ');

interface OrphanOptions extends CareOptions {
  readonly abort?: boolean;
}

async function orphans({ home, backend = '', abort = false }: OrphanOptions, context: CommandContext): Promise<void> {
  await withBackends(home, context, async (client) => {
    const backends = await client.findOrphans(backend, abort, context.signal);
    const rows = backends.flatMap(({ health, orphans: found }) =>
      found.map(({ key, startedAtMs }) => [
        health?.name ?? '',
        printable(key),
        startedAtMs === 0 ? '' : new Date(startedAtMs).toISOString(),
      ]),
    );
    const problems = backends.flatMap(({ health }) => (health === undefined || health.problem === '' ? [] : [health]));
    printResult(context, { backends, aborted: abort }, () => {
      if (rows.length === 0) return 'no unfinished uploads';
      const end = abort ? 'These were given up.' : 'Give them up with --abort.';
      return `${table([['BACKEND', 'KEY', 'BEGUN'], ...rows])}\n${end}`;
    });
    if (problems.length === 0) return;
    const [{ name, problem, hint } = { name: '', problem: '', hint: '' }] = problems;
    throw new Fault('failed_precondition', `${name}: ${problem}`, hint === '' ? {} : { hint });
  });
}

/** `backends check|orphans` (behaviour 141) */
export function addBackendCare(backends: Command, context: CommandContext): void {
  homeCommand(backends, 'check', 'try object storage: write, read and remove a small object')
    .option('--backend <name>', 'only this one')
    .action((options: CareOptions) => check(options, context));
  homeCommand(backends, 'orphans', 'find unfinished uploads that nothing goes on with: they occupy space')
    .option('--backend <name>', 'only of this one')
    .option('--abort', 'give them up')
    .action((options: OrphanOptions) => orphans(options, context));
}
