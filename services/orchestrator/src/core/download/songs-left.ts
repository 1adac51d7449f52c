import type { ExecutionContext, Item, ItemOutcome, ItemSuccess, NewItem } from '@catalogsync/job-engine';
import { keyInRound } from '@catalogsync/job-engine';
import type { CatalogueReader, ListCount, SongRowToDownload, SongsWanted } from '../catalogue/catalogue-reader.js';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { SongToDownload } from '../catalogue/song-details.js';
import { filePlatform } from '../playlist-file/song-lists.js';
import type { Deliverers } from './deliverers.js';
import type { DownloadSongs } from './download-songs.js';
import type { DownloadStores } from './download-stores.js';

/** Songs read from the catalogue at once. */
const pageSize = 200;

export const songsLeft = 'songs_left';

export function songsLeftItem(round: number): NewItem {
  return { type: songsLeft, key: keyInRound(songsLeft, round), displayText: 'songs that no source can deliver' };
}

/** Asks a source with local files. */
export interface LocalSongs {
  /** Whether one of its songs is surely this one. @throws Fault */
  has(source: string, song: SongToDownload, signal: AbortSignal): Promise<boolean>;
}

export interface SongsLeftParts {
  readonly reader: Pick<CatalogueReader, 'songsToDownload' | 'songToDownload' | 'listsNotFollowed'>;
  readonly writer: CatalogueWriter<DownloadStores>;
  readonly songs: Pick<DownloadSongs, 'fetchAs'>;
  /** If absent, local files are not searched for songs that nobody else can deliver. */
  readonly local?: LocalSongs;
}

/** What a download stage is about. */
export interface Left {
  readonly wanted: SongsWanted;
  readonly deliverers: Deliverers;
  /** The job was made for these songs, so that it ends with errors without them. */
  readonly isAsked: boolean;
}

/**
 * What a download stage leaves, as one item however much it is. Songs that no source can deliver are looked for in the local files
 * and told in one line; so are lists that nobody follows.
 */
export class SongsLeft {
  constructor(private readonly parts: SongsLeftParts) {}

  /** @param count songs that no source can deliver */
  async isNeeded(wanted: SongsWanted, count: number, signal: AbortSignal): Promise<boolean> {
    return count > 0 || (await this.notFollowed(wanted, signal)).length > 0;
  }

  async run({ wanted, deliverers, isAsked }: Left, item: Item, context: ExecutionContext): Promise<ItemOutcome<DownloadStores>> {
    const left = new Map<string, number>();
    let found = 0;
    let done = 0;
    for await (const song of this.undeliverable(wanted, deliverers, context.signal)) {
      context.report({ done: ++done, total: 0, unit: 'missing songs', current: song.name });
      if (await this.foundHere(song.id, deliverers, item, context)) found += 1;
      else left.set(song.platform, (left.get(song.platform) ?? 0) + 1);
    }
    const lists = await this.notFollowed(wanted, context.signal);
    const missing = left.size === 0 ? [] : [withoutSource(left)];
    const events = [
      ...(found === 0
        ? []
        : [{ type: 'songs_found_here', message: `${found} ${found === 1 ? 'song was' : 'songs were'} found among your own files` }]),
      ...(isAsked ? [] : missing.map((message) => ({ type: 'songs_without_source', message }))),
      ...(lists.length === 0 ? [] : [{ type: 'lists_not_followed', message: notChosen(lists) }]),
    ];
    return { kind: 'succeeded', result: { found, left: done - found }, events, notices: isAsked ? missing : [] };
  }

  /** A job for certain playlists tells nothing of others. */
  private async notFollowed(wanted: SongsWanted, signal: AbortSignal): Promise<readonly ListCount[]> {
    return wanted.anyListOf === undefined ? [] : this.parts.reader.listsNotFollowed(wanted, signal);
  }

  private async *undeliverable(wanted: SongsWanted, deliverers: Deliverers, signal: AbortSignal): AsyncIterable<SongRowToDownload> {
    let after = 0;
    let page: readonly SongRowToDownload[];
    do {
      page = await this.parts.reader.songsToDownload(wanted, { after, limit: pageSize }, signal);
      for (const song of page) if (!deliverers.canDeliver(song.platform)) yield song;
      after = page.at(-1)?.id ?? after;
    } while (page.length === pageSize);
  }

  /** Whether it has a file now. */
  private async foundHere(id: number, { local }: Deliverers, item: Item, context: ExecutionContext): Promise<boolean> {
    const { reader, local: files, songs, writer } = this.parts;
    if (files === undefined || local.length === 0) return false;
    const song = await reader.songToDownload(id, context.signal);
    if (song === undefined || song.hasFile) return song !== undefined;
    for (const name of local) {
      if (!(await files.has(name, song, context.signal))) continue;
      const attempt = `item-${item.id}-${context.fence}-${id}`;
      const outcome = await songs.fetchAs(song, { attempt, sources: { names: [name], areDefault: false } }, context);
      if (outcome.kind === 'succeeded') return record(outcome, writer, context.signal);
    }
    return false;
  }
}

async function record(outcome: ItemSuccess<DownloadStores>, writer: CatalogueWriter<DownloadStores>, signal: AbortSignal): Promise<true> {
  try {
    await writer.run(async (stores) => outcome.effect?.(stores), { signal });
    return true;
  } catch (error) {
    await outcome.discard?.();
    throw error;
  }
}

const platformIn = (name: string): string => (name === filePlatform ? 'playlist files' : name);

/** "449 songs of qq, 1 of netease". */
function countsOf(counts: readonly (readonly [name: string, count: number])[], noun: string): string {
  const textOf = ([name, count]: readonly [string, number], at: number): string => {
    const counted = at > 0 ? '' : ` ${noun}${count === 1 ? '' : 's'}`;
    return `${count}${counted} of ${platformIn(name)}`;
  };
  return counts.map(textOf).join(', ');
}

const withoutSource = (left: ReadonlyMap<string, number>): string =>
  `no source can deliver ${countsOf([...left], 'song')}: set one up, see sources list; the next job takes them up`;

function notChosen(counts: readonly ListCount[]): string {
  const lists = countsOf(
    counts.map(({ platform, lists: count }) => [platform, count] as const),
    'list',
  );
  return `not downloaded, because nobody chose it: ${lists}; choose with playlists follow ID or playlists follow --all ${counts[0]?.platform}`;
}
