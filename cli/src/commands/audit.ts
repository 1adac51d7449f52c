import type { AuditEntry } from '@catalogsync/audit';
import type { Command } from 'commander';
import { type CommandContext, printResult } from '../report/command-context.js';
import { table } from '../report/table.js';
import { type HomeOptions, homeCommand, wholeNumber } from './options.js';
import { withAudit } from './with-client.js';

const callMs = 30_000;

interface AuditOptions extends HomeOptions {
  readonly limit: number;
}

function lines(entries: readonly AuditEntry[]): string[] {
  const rows = entries.map(({ at, actor, via, address, action, target, outcome }) => {
    return [
      new Date(at).toISOString().slice(0, 19).replace('T', ' '),
      actor,
      address === 'local' ? via : `${via} ${address}`,
      action,
      target,
      outcome,
    ];
  });
  return table([['WHEN (UTC)', 'WHO', 'FROM', 'DID', 'TO', 'OUTCOME'], ...rows]);
}

async function show({ home, limit }: AuditOptions, context: CommandContext): Promise<void> {
  await withAudit(home, context, async (client) => {
    const { entries, missing } = await client.list({ limit }, { deadlineMs: callMs, signal: context.signal });
    if (missing.length > 0) context.output.note(`catalogsync: without the entries of ${missing.join(' and ')}, which did not answer`);
    printResult(context, { entries, missing }, () => (entries.length === 0 ? 'nothing was changed yet' : lines(entries)));
  });
}

/** `console audit`: who changed what, at all services. */
export function addAudit(group: Command, context: CommandContext): void {
  homeCommand(group, 'audit', 'who changed what, and what was refused, latest first')
    .option('--limit <number>', 'at most this many, up to 500', wholeNumber(1, 500), 50)
    .action((options: AuditOptions) => show(options, context));
}
