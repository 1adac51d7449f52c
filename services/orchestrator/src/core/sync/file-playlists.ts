import { type Fault, toFault } from '@catalogsync/faults';
import type { ExecutionContext, Item, ItemOutcome, StageExecutor } from '@catalogsync/job-engine';
import type { CatalogueReader } from '../catalogue/catalogue-reader.js';
import type { CatalogueStores, CatalogueWriter } from '../catalogue/catalogue-stores.js';
import { filePlatform } from '../playlist-file/song-lists.js';
import type { Track } from '../sources/source-catalog.js';

/** A song as its platform describes it. */
export interface SongLookUp {
  /**
   * @throws Fault `not_found` for a song or source that does not exist, `failed_precondition` for a source that is not
   *   configured, `unsupported` for one that looks up no songs; others as the source
   */
  lookUp(platform: string, remoteId: string, signal: AbortSignal): Promise<Track>;
}

export interface FilePlaylistsParts {
  readonly reader: Pick<CatalogueReader, 'unnamedSongs'>;
  readonly writer: CatalogueWriter;
  readonly songs: SongLookUp;
}

/** What the whole platform cannot do, so that asking for further songs is in vain. */
const ofPlatform: ReadonlySet<string> = new Set(['failed_precondition', 'unsupported']);

/**
 * Sync of playlists that came as a file: their songs are in the catalogue already, and no source lists them. What some files
 * leave out, title and artists of songs that they name by id, is asked of the songs' platforms.
 */
export class FilePlaylists {
  constructor(private readonly parts: FilePlaylistsParts) {}

  /** Songs that were described stay so if the rest fails. @throws Fault that another try may cure */
  async complete(playlistId: number, { signal, report }: ExecutionContext): Promise<ItemOutcome<CatalogueStores>> {
    const unnamed = await this.parts.reader.unnamedSongs(playlistId, signal);
    const unable = new Map<string, Fault>();
    const lost: string[] = [];
    for (const [at, { platform, remoteId }] of unnamed.entries()) {
      report({ done: at, total: unnamed.length, unit: 'songs', current: `${platform} ${remoteId}` });
      if (unable.has(platform)) continue;
      const fault = await this.describe(platform, remoteId, signal);
      if (fault === undefined) continue;
      if (ofPlatform.has(fault.code)) unable.set(platform, fault);
      else lost.push(`${platform},${remoteId}: ${fault.message}`);
    }
    const byPlatform = Map.groupBy(unnamed, ({ platform }) => platform);
    const asides = [...unable].map(
      ([platform, { message }]) => `${byPlatform.get(platform)?.length ?? 0} songs are known only by their ids: ${message}`,
    );
    return { kind: 'succeeded', result: { described_count: unnamed.length - lost.length }, notices: [...asides, ...lost] };
  }

  /** The fault that no other try cures, if there was one. */
  private async describe(platform: string, remoteId: string, signal: AbortSignal): Promise<Fault | undefined> {
    let track: Track;
    try {
      track = await this.parts.songs.lookUp(platform, remoteId, signal);
    } catch (error) {
      const fault = toFault(error);
      if (!signal.aborted && (fault.code === 'not_found' || ofPlatform.has(fault.code))) return fault;
      throw error;
    }
    // The catalogue knows it by the id of the file, which the platform may write in another way.
    await this.parts.writer.run(({ songs }) => songs.save(platform, [{ ...track, remoteId }]), { signal });
    return undefined;
  }
}

/** The sync executor, where playlists of files are completed instead of read. */
export function withFilePlaylists(
  sync: StageExecutor<CatalogueStores>,
  playlists: Pick<FilePlaylists, 'complete'>,
): StageExecutor<CatalogueStores> {
  const { type, lane, concurrency, itemsPerClaim, stallAfterMs } = sync;
  const execute = (item: Item, context: ExecutionContext): Promise<ItemOutcome<CatalogueStores>> => {
    const { playlistId } = item.references;
    const isOfFile = item.source === filePlatform && playlistId !== undefined;
    return isOfFile ? playlists.complete(playlistId, context) : sync.execute(item, context);
  };
  return { type, lane, concurrency, itemsPerClaim, stallAfterMs, plan: (job, stage, signal) => sync.plan(job, stage, signal), execute };
}
