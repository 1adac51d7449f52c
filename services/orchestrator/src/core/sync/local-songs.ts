import { type ExecutionContext, type ItemOutcome, keyInRound, type NewItem } from '@catalogsync/job-engine';
import type { CatalogueStores, CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { ReadLyrics } from '../lyrics/read-lyrics.js';
import type { SourceCatalog } from '../sources/source-catalog.js';

/** The type of the item that reads the songs of a source with local files, whatever playlists they stand in. */
export const localSongs = 'sync_local_songs';

export function songsOf(source: string, round: number): NewItem {
  return { type: localSongs, key: keyInRound(`songs:${source}`, round), source, displayText: `songs of ${source}`, first: true };
}

interface LocalSongsParts {
  readonly sources: Pick<SourceCatalog, 'changedTracks'>;
  readonly writer: CatalogueWriter;
  /** Absent if lyrics cannot be read. */
  readonly lyrics?: Pick<ReadLyrics, 'run'> | undefined;
}

/**
 * Stores the songs that are new or described anew since the last time. Each part is stored with the position after it, so that
 * an interrupted item continues where it stopped. The lyrics of their files are read after that.
 * @throws Fault, see `SourceCatalog`
 */
export async function syncLocalSongs(
  { sources, writer, lyrics }: LocalSongsParts,
  source: string,
  { signal, report }: ExecutionContext,
): Promise<ItemOutcome<CatalogueStores>> {
  const since = await writer.run(({ songs }) => songs.position(source), { signal });
  let done = 0;
  for await (const { items, position } of sources.changedTracks(source, since, signal)) {
    await writer.run(
      async ({ songs }) => {
        await songs.save(source, items, 'whole');
        await songs.savePosition(source, position);
      },
      { signal },
    );
    done += items.length;
    report({ done, total: 0, unit: 'songs', current: items.at(-1)?.name ?? source });
  }
  const { read = 0, notices = [] } = (await lyrics?.run(source, signal)) ?? {};
  return { kind: 'succeeded', result: { song_count: done, lyrics_count: read }, notices };
}
