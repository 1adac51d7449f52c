import type { Pacing } from '@catalogsync/job-engine';
import type { Database } from '@catalogsync/sqlite';
import type { SongEntry, SongPart } from '../../../core/console/catalogue-lists.js';
import { expressionOf } from '../../../core/songs/search-words.js';
import type { SongSearch, SongSearchQuery } from '../../../core/songs/song-search.js';
import type { SqliteCatalogueLists } from '../stores/console-catalogue-lists.js';
import { openSearchDatabase } from './search-database.js';
import { SongIndex } from './song-index.js';

export interface SqliteSongSearchParts {
  readonly catalogue: Database;
  readonly lists: Pick<SqliteCatalogueLists, 'songsAmong'>;
  readonly pacing: Pacing;
  /** Told why the index stopped following the catalogue. */
  onFault(error: unknown): void;
}

/** New songs are found after this at the latest. */
const followMs = 5_000;
/** Songs looked up at once, and for one part at most: their rows lie apart. */
const batch = 200;
const mostLookedUp = 1_000;

/** Search over `song_search.db`, which is opened when it starts. */
export class SqliteSongSearch implements SongSearch {
  private readonly stopping = new AbortController();
  private opened: Promise<{ readonly database: Database; readonly index: SongIndex }> | undefined;
  private following: Promise<void> | undefined;

  constructor(private readonly parts: SqliteSongSearchParts) {}

  start(): void {
    this.following ??= this.follow();
  }

  /** Waits for what is being written. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
    const opened = await this.opened?.catch(() => undefined);
    await opened?.database.close();
  }

  async search({ text, status, platform, after, limit }: SongSearchQuery): Promise<SongPart> {
    const expression = expressionOf(text);
    if (expression === undefined) return { songs: [], next: undefined };
    const { index } = await this.open();
    const found: SongEntry[] = [];
    let last = after;
    for (let read = 0; read < mostLookedUp; read += batch) {
      const ids = (await index.find(expression, last, batch)).map(({ id }) => id);
      last = ids.at(-1) ?? last;
      found.push(...(await this.parts.lists.songsAmong(ids, { status, platform })));
      if (found.length > limit) return { songs: found.slice(0, limit), next: found[limit - 1] };
      if (ids.length < batch) return { songs: found, next: undefined };
      await this.parts.pacing.breathe();
    }
    return { songs: found, next: { name: '', id: last } };
  }

  /** Once: all songs that wait. @internal for tests */
  async catchUp(): Promise<void> {
    const { index } = await this.open();
    while (await index.readSome()) await this.parts.pacing.breathe();
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    try {
      const { index } = await this.open();
      while (!signal.aborted) {
        if (await index.readSome()) await this.parts.pacing.breathe();
        else await this.parts.pacing.sleep(followMs, signal);
      }
    } catch (error) {
      if (!signal.aborted) this.parts.onFault(error);
    }
  }

  private open(): NonNullable<typeof this.opened> {
    this.opened ??= this.openNow();
    return this.opened;
  }

  private async openNow(): Promise<{ readonly database: Database; readonly index: SongIndex }> {
    const { catalogue } = this.parts;
    const database = await openSearchDatabase(catalogue.file);
    const index = new SongIndex(catalogue, database);
    await index.prepare();
    return { database, index };
  }
}
