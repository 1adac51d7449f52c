import { Fault, toFault } from '@catalogsync/faults';
import type { Command } from 'commander';
import type { Hit, SourceCheck, SourceState, SourceSummary, SourcesClient } from '../clients/sources-client.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { lengthText, sizeText } from '../report/download-tables.js';
import { lineWidth, table, wholeSentences } from '../report/table.js';
import { type HomeOptions, homeCommand, wholeNumber } from './options.js';
import { withRunningSources, withSources } from './with-client.js';

interface SearchOptions extends HomeOptions {
  readonly limit: number;
}

interface ResetOptions extends HomeOptions {
  readonly origin?: string;
}

async function list({ home }: HomeOptions, context: CommandContext): Promise<void> {
  await withSources(home, context, async (client) => {
    const [sources, states] = await Promise.all([client.sources(context.signal), client.states(context.signal)]);
    const rows = sources.map(({ name, configured, capabilities }) => {
      return [name, configured ? 'yes' : 'no', ...stateCells(states.get(name)), capabilities.join(', ')];
    });
    const all = sources.map((source) => ({ ...source, state: states.get(source.name) }));
    printResult(context, { sources: all }, () => [...table([headings, ...rows], wholeSentences), ...leftOutLines(sources)]);
  });
}

/** CALLS is the rate a minute, TIME the median of answers. */
const headings = ['NAME', 'SET UP', 'CALLS', 'TIME', 'BREAKER', 'CAN'];

/** Nothing where there is nothing to tell: most sources are at rest. */
function stateCells(state: SourceState | undefined): string[] {
  if (state === undefined) return ['', '', ''];
  const { callsPerMinute, medianMs, breaker } = state;
  return [
    callsPerMinute === 0 ? '' : `${callsPerMinute.toFixed(1)}/min`,
    medianMs === undefined ? '' : `${Math.round(medianMs)} ms`,
    breaker.state === 'closed' ? '' : breaker.state,
  ];
}

/** What sources deliberately do not offer of what their services have, and why. */
function leftOutLines(sources: readonly SourceSummary[]): string[] {
  const lines = sources.flatMap(({ name, leftOut }) => leftOut.map(({ what, reason }) => `${name} gives no ${what}: ${reason}`));
  return lines.length === 0 ? [] : ['', ...lines];
}

/** A source without a health check has no result, which is not a fault. */
async function checkOne(client: SourcesClient, name: string, context: CommandContext): Promise<SourceCheck | undefined> {
  try {
    return await client.check(name, context.signal);
  } catch (error) {
    const fault = toFault(error);
    if (fault.code === 'unsupported') return undefined;
    throw fault;
  }
}

async function check(named: readonly string[], { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withSources(home, context, async (client) => {
    const all = await client.sources(context.signal);
    const names = named.length > 0 ? named : all.filter(({ configured }) => configured).map(({ name }) => name);
    const checks = await Promise.all(names.map(async (name) => ({ name, check: await checkOne(client, name, context) })));
    const ill = checks.filter((one) => one.check?.reachable === false).map(({ name }) => name);
    const rows = checks.map(({ name, check: found }) => {
      if (found === undefined) return [name, '-', '', '', 'nothing to check'];
      return [name, found.reachable ? 'yes' : 'NO', `${found.elapsedMs} ms`, found.breaker.state, found.detail];
    });
    printResult(context, { sources: checks.map(({ name, check: found }) => ({ name, ...found })) }, () =>
      table([['NAME', 'THERE', 'TOOK', 'BREAKER', 'DETAIL'], ...rows], wholeSentences),
    );
    if (ill.length > 0)
      throw new Fault('unavailable', `${ill.length === 1 ? 'this source does' : 'these sources do'} not answer: ${ill.join(', ')}`);
  });
}

async function search(source: string, words: readonly string[], { home, limit }: SearchOptions, context: CommandContext): Promise<void> {
  await withSources(home, context, async (client) => {
    const { offers, whyNoFiles } = await client.search(source, words.join(' '), limit, context.signal);
    const rows = offers.map((offer) => [offer.id, ...offerCells(offer)]);
    printResult(context, { offers, whyNoFiles }, () => [
      ...(rows.length === 0 ? ['nothing'] : table([['ID', 'ARTISTS', 'TITLE', 'LENGTH', 'FILE'], ...rows], { width: lineWidth })),
      ...(whyNoFiles === '' ? [] : [`${source} ${whyNoFiles}`]),
    ]);
  });
}

async function reset(source: string, { home, origin = '' }: ResetOptions, context: CommandContext): Promise<void> {
  await withSources(home, context, async (client) => {
    const forgotten = await client.reset(source, origin, context.signal);
    const origins = `${forgotten} ${forgotten === 1 ? 'origin' : 'origins'}`;
    printResult(context, { source, forgotten }, () =>
      forgotten === 0 ? `nothing was known of ${source}` : `forgotten: ${source}, for ${origins}`,
    );
  });
}

async function reload({ home }: HomeOptions, context: CommandContext): Promise<void> {
  await withRunningSources(home, context, async (client) => {
    const { sources, restartKeys } = await client.reload(context.signal);
    const rows = sources.map((source) => `${source.name}: ${becameText(source)} (${source.keys.join(', ')})`);
    const waiting = restartKeys.length === 0 ? [] : [`changed, but read only at a restart: ${restartKeys.join(', ')}`];
    printResult(context, { sources, restartKeys }, () => [...(rows.length === 0 ? ['no key of a source has changed'] : rows), ...waiting]);
  });
}

function becameText({ wasConfigured, configured }: { readonly wasConfigured: boolean; readonly configured: boolean }): string {
  if (wasConfigured === configured) return configured ? 'uses its new settings' : 'is still not set up';
  return configured ? 'is now set up' : 'is no longer set up';
}

/** Artists, title, length and file of an offer. */
export function offerCells({ artists, title, durationMs, ext, quality, fileSizeBytes }: Hit): string[] {
  const length = durationMs > 0 ? lengthText(durationMs) : '?';
  const size = fileSizeBytes > 0 ? `, ${sizeText(fileSizeBytes)}` : '';
  return [artists.join(', '), title, length, ext === '' ? 'no file' : `${ext} (${quality}${size})`];
}

/** `sources list|check|search|reload|reset` */
export function addSources(program: Command, context: CommandContext): void {
  const sources = program.command('sources').description('where songs come from: configuration, health and offers of sources');
  homeCommand(sources, 'list', 'list all sources and their capabilities').action((options: HomeOptions) => list(options, context));
  homeCommand(
    sources,
    'check [source...]',
    'check now whether sources answer (default: all that are set up); one that answers is asked as usual again',
  ).action((names: string[], options: HomeOptions) => check(names, options, context));
  homeCommand(sources, 'search <source> <words...>', 'search one source for some words, or for the song of a share link')
    .option('--limit <number>', 'how many hits, at most 100', wholeNumber(1, 100), 20)
    .action((source: string, words: string[], options: SearchOptions) => search(source, words, options, context));
  homeCommand(
    sources,
    'reload',
    'have the running resolver read catalogsync.env and secrets.env again; running downloads finish with the old settings',
  ).action((options: HomeOptions) => reload(options, context));
  homeCommand(sources, 'reset <source>', 'forget what was learned about a source, for all platforms or one')
    .option('--origin <platform>', 'only for songs of this platform')
    .action((source: string, options: ResetOptions) => reset(source, options, context));
}
