import { Fault } from '@catalogsync/faults';
import { type Command, InvalidArgumentError } from 'commander';
import type { Resolved, WantedSong } from '../clients/sources-client.js';
import type { CommandContext } from '../report/command-context.js';
import { printable } from '../report/output.js';
import { table, wholeSentences } from '../report/table.js';
import { commaSeparated, type HomeOptions, homeCommand } from './options.js';
import { offerCells } from './sources.js';
import { withSources } from './with-client.js';

interface Options extends HomeOptions {
  /** Milliseconds. */
  readonly duration: number;
  readonly album: string;
  readonly platform: string;
  readonly id: string;
  readonly sources: readonly string[];
}

/** `215`, `3:35` or `1:03:35` as milliseconds. */
function duration(text: string): number {
  if (!/^(\d{1,3}:){0,2}\d{1,5}(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be in seconds, or minutes:seconds.');
  return Math.round(text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}

/** The first dash between spaces separates artist and title; without one, everything is the title. */
function songOf(text: string, { platform, id, album, duration: durationMs }: Options): WantedSong {
  const [, artist, title] = /^(.+?)\s+[-–—]\s+(.+)$/su.exec(text.trim()) ?? [];
  const artists = artist === undefined ? [] : [artist.trim()];
  return { platform, remoteId: id, title: (title ?? text).trim(), artists, album, durationMs };
}

/** A share link is looked up at its platform, so the options that describe a song do not apply. */
async function wantedOf(text: string, options: Options): Promise<WantedSong | string> {
  const { isLink } = await import('../clients/sources-client.js');
  return isLink(text) ? text : songOf(text, options);
}

async function resolve(text: string, options: Options, context: CommandContext): Promise<void> {
  await withSources(options.home, context, async (client) => {
    const progress = (line: string): void => {
      if (!context.settings.json) context.output.note(line);
    };
    const resolved = await client.resolve(await wantedOf(text, options), options.sources, progress, context.signal);
    if (context.settings.json) context.output.json(resolved);
    else print(resolved, context);
    if (!resolved.found) throw new Fault('not_found', resolved.reason, { retry: resolved.retryLater ? 'later' : 'never' });
  });
}

function print({ source, offer, reason, trials, decision }: Resolved, context: CommandContext): void {
  const rows = trials.map((trial) => [trial.source, trial.outcome, `${trial.elapsedMs} ms`, String(trial.hits), printable(trial.detail)]);
  if (rows.length > 0)
    for (const line of table([['SOURCE', 'CAME TO', 'TOOK', 'HITS', 'WHY'], ...rows], wholeSentences)) context.output.line(line);
  if (decision !== undefined) context.output.line(`order of the others: ${decision.policy}, ${printable(decision.reason)}`);
  if (offer === undefined) return;
  const [artists = '', title = '', length = '', file = ''] = offerCells(offer).map(printable);
  context.output.line(`${source} ${printable(offer.id)}: ${artists} - ${title} (${length}, ${file})`);
  context.output.line(printable(reason));
}

/** `resolve "<artist> - <title>"` */
export function addResolve(program: Command, context: CommandContext): void {
  homeCommand(
    program,
    'resolve <song>',
    'find the recording of "<artist> - <title>", or of a share link, among the sources, and say why this one',
  )
    .option('--duration <time>', 'seconds, or minutes:seconds; makes the match more certain', duration, 0)
    .option('--album <name>', 'album of the song', '')
    .option('--platform <name>', 'platform of the song; its own source is asked first', '')
    .option('--id <id>', 'id of the song on that platform', '')
    .option('--sources <names>', 'sources to ask, separated by commas (default: DOWNLOAD_SOURCES, else all)', commaSeparated, [])
    .action((song: string, options: Options) => resolve(song, options, context));
}
