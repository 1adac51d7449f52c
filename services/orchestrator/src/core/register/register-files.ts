import { type ExecutionContext, type ItemOutcome, keyInRound, type NewItem, type ToldEvent } from '@catalogsync/job-engine';
import type { CatalogueReader } from '../catalogue/catalogue-reader.js';
import type { CatalogueStores, CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { SourceCatalog } from '../sources/source-catalog.js';
import { registerChanges } from './register-changes.js';
import { filesPerTransaction, registerPart } from './register-part.js';

type Reporting = Pick<ExecutionContext, 'signal' | 'report'>;

export interface RegisterFilesParts {
  readonly sources: SourceCatalog;
  readonly reader: CatalogueReader;
  readonly writer: CatalogueWriter;
}

/** The item that registers the files of a source. It needs no outside source, so it goes before those that do. */
export function registration(source: string, round: number): NewItem {
  return { type: 'register_files', key: keyInRound(`files:${source}`, round), source, displayText: source, first: true };
}

/**
 * For a source with local files: registers each file in place. A location whose file is no longer listed becomes
 * `missing` and leaves the public catalogue; it becomes `active` again under the same id when the file is back. If
 * playlists are given, only their songs are handled.
 *
 * One item for the whole list, because only a list read to its end shows what is missing. Parts are stored as they
 * arrive; storing them again changes nothing. A source is registered once at a time: of two lists read at once, the older
 * one would mark missing what only the newer one has.
 */
export class RegisterFiles {
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(private readonly parts: RegisterFilesParts) {}

  /** @throws Fault, see `SourceCatalog`; `failed_precondition` if a backend of another kind has the same name */
  run(source: string, playlistIds: readonly number[] | undefined, context: Reporting): Promise<ItemOutcome<CatalogueStores>> {
    return this.inTurn(source, () => this.register(source, playlistIds, context));
  }

  /** As `run`, but only for what changed since the last time, as far as the source can tell. */
  runChanged(source: string, context: Reporting): Promise<ItemOutcome<CatalogueStores>> {
    return this.inTurn(source, async () => {
      const changes = await registerChanges(this.parts, source, context);
      if (changes === undefined) return this.register(source, undefined, context);
      const { done, withoutSong } = changes;
      return { kind: 'succeeded', result: { file_count: done }, events: eventsOf(source, withoutSong) };
    });
  }

  private inTurn(source: string, work: () => Promise<ItemOutcome<CatalogueStores>>): Promise<ItemOutcome<CatalogueStores>> {
    const before = this.running.get(source) ?? Promise.resolve();
    const outcome = before.then(work);
    const ended = outcome.catch(() => {
      // The caller's concern; the next one only waits for its end.
    });
    this.running.set(source, ended);
    return outcome;
  }

  private async register(
    source: string,
    playlistIds: readonly number[] | undefined,
    { signal, report }: Reporting,
  ): Promise<ItemOutcome<CatalogueStores>> {
    // Later changes of songs are listed again.
    const position = await this.parts.writer.run(({ songs: stored }) => stored.position(source), { signal });
    const songs = playlistIds === undefined ? undefined : new Set(await this.parts.reader.remoteSongIds(source, playlistIds, signal));
    const listed = new Set<number>();
    let [done, withoutSong] = [0, 0];
    for await (const all of this.parts.sources.files(source, signal)) {
      const page = songs === undefined ? all : all.filter((file) => songs.has(file.remoteTrackId));
      for (let at = 0; at < page.length; at += filesPerTransaction) {
        const part = page.slice(at, at + filesPerTransaction);
        const ids = await this.parts.writer.run((stores) => registerPart(stores, source, part), { signal });
        for (const id of ids) {
          if (id === undefined) withoutSong += 1;
          else listed.add(id);
        }
        done += part.length;
        report({ done, total: 0, unit: 'files', current: part.at(-1)?.locator ?? '' });
      }
    }
    await this.markUnlisted(source, listed, playlistIds, signal);
    return {
      kind: 'succeeded',
      result: { file_count: listed.size },
      events: eventsOf(source, withoutSong),
      effect: async ({ songs: stored, files }) => {
        if (playlistIds === undefined && position !== undefined) await files.savePosition(source, position);
        // Songs were already synced, and may have changed their artists.
        await stored.removeUnusedArtists(source);
      },
    };
  }

  private async markUnlisted(
    source: string,
    listed: ReadonlySet<number>,
    playlistIds: readonly number[] | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const gone = (await this.parts.reader.activeLocations(source, playlistIds, signal)).filter((id) => !listed.has(id));
    for (let at = 0; at < gone.length; at += filesPerTransaction) {
      await this.parts.writer.run(({ files }) => files.markMissing(gone.slice(at, at + filesPerTransaction)), { signal });
    }
  }
}

/** A file that appeared between two stages; the next run will find its song. */
function eventsOf(source: string, withoutSong: number): readonly ToldEvent[] {
  if (withoutSong === 0) return [];
  return [{ type: 'files_without_song', message: `${withoutSong} files of ${source} wait for their songs to be synced` }];
}
