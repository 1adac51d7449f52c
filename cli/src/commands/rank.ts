import type { Command } from 'commander';
import type { BreakerView, Counts, Decision } from '../clients/sources-client.js';
import type { CommandContext } from '../report/command-context.js';
import { instantText } from '../report/job-tables.js';
import { printable } from '../report/output.js';
import { table, wholeSentences } from '../report/table.js';
import { commaSeparated, type HomeOptions, homeCommand, wholeNumber } from './options.js';
import { withSources } from './with-client.js';

interface Options extends HomeOptions {
  readonly sources: readonly string[];
  readonly history?: number;
}

async function rank(origin: string, options: Options, context: CommandContext): Promise<void> {
  await withSources(options.home, context, async (client) => {
    const { decision, counts } = await client.rank(origin, options.sources, context.signal);
    const history = options.history === undefined ? [] : await client.decisions(origin, options.history, context.signal);
    if (context.settings.json) return context.output.json({ ...decision, statistics: counts, history });
    context.output.line(`${decision.policy}: ${printable(decision.reason)}`);
    if (decision.order.length === 0) return;
    for (const line of table([headings, ...rowsOf(decision, counts)], wholeSentences)) context.output.line(line);
    if (history.length === 0) return;
    context.output.line();
    const past = history.map(({ decidedAt, song, decision: { order, policy } }) => {
      return [localTime(decidedAt), policy, order.map(({ source }) => source).join(', '), printable(song)];
    });
    for (const line of table([['WHEN', 'POLICY', 'ORDER', 'SONG'], ...past], wholeSentences)) context.output.line(line);
  });
}

/** Counts of resolves and of files; TIME is the mean. */
const headings = ['#', 'SOURCE', 'SCORE', 'TRIED', 'FOUND', 'FAULTS', 'VERIFIED', 'REFUTED', 'TIME', 'BREAKER'];

function rowsOf({ order }: Decision, counts: readonly Counts[]): string[][] {
  return order.map(({ source, score, breaker }, at) => {
    const known = counts.find((one) => one.source === source);
    const { attempts = 0, found = 0, faults = 0, verified = 0, refuted = 0, meanCostMs } = known ?? {};
    const numbers = [attempts, found, faults, verified, refuted].map(String);
    const time = meanCostMs === undefined ? '' : `${Math.round(meanCostMs)} ms`;
    return [String(at + 1), source, score === undefined ? '' : score.toPrecision(3), ...numbers, time, breakerText(breaker)];
  });
}

const localTime = (iso: string): string => instantText(Date.parse(iso));

function breakerText({ state, openUntil, faults }: BreakerView): string {
  if (state === 'open') return `open until ${localTime(openUntil).slice(11)}`;
  return faults === 0 ? state : `${state}, ${faults} in a row`;
}

/** `rank <origin>` */
export function addRank(program: Command, context: CommandContext): void {
  homeCommand(program, 'rank <origin>', 'show the order in which sources are asked for songs of a platform, and what it was learned from')
    .option('--sources <names>', 'only these, separated by commas (default: all that are set up)', commaSeparated, [])
    .option('--history <number>', 'also show the newest resolves, with the order in which they asked', wholeNumber(1, 200))
    .action((origin: string, options: Options) => rank(origin, options, context));
}
