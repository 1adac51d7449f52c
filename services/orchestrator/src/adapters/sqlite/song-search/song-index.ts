import { asGiven, type Database, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import { searchWordsRules, wordsOf } from '../../../core/songs/search-words.js';

interface NamedRow {
  readonly id: number;
  readonly name: string;
  readonly singers: string | null;
}

/** Songs read at once, about 15 ms of work. */
const batch = 250;

const newSongs = 'SELECT id, name, singers FROM songs WHERE id > ? ORDER BY id LIMIT ?';
const renamedSongs = 'SELECT song_id AS id FROM renamed_songs ORDER BY song_id LIMIT ?';
const songsNamed = `SELECT id, name, singers FROM songs WHERE id ${oneOfGiven}`;
const newestSong = 'SELECT max(id) AS id FROM songs';

/** Follows the catalogue's songs. Songs that are removed stay: their ids are never used again, and the catalogue is asked for each. */
export class SongIndex {
  constructor(
    private readonly catalogue: Database,
    private readonly search: Database,
  ) {}

  /** Ids above `after` with these words, ascending. */
  find(expression: string, after: number, limit: number): Promise<{ id: number }[]> {
    const text = 'SELECT rowid AS id FROM song_words WHERE song_words MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?';
    return this.search.reads.rows(text, expression, after, limit);
  }

  /** Forgets everything if other rules made it, or for another catalogue. */
  async prepare(): Promise<void> {
    const { lastId, rules } = await this.position();
    const [newest] = await this.catalogue.reads.rows<{ id: number | null }>(newestSong);
    if (rules === searchWordsRules && lastId <= (newest?.id ?? 0)) return;
    await this.write(async (session) => {
      await session.change("INSERT INTO song_words(song_words) VALUES ('delete-all')");
      await session.change('UPDATE read_songs SET last_id = 0, rules = ?', searchWordsRules);
    });
  }

  /** Reads some songs that are new or renamed. @returns whether there may be more */
  async readSome(): Promise<boolean> {
    const renamed = (await this.catalogue.reads.rows<{ id: number }>(renamedSongs, batch)).map(({ id }) => id);
    if (renamed.length > 0) await this.readRenamed(renamed);
    const { lastId } = await this.position();
    const songs = await this.catalogue.reads.rows<NamedRow>(newSongs, lastId, batch);
    const last = songs.at(-1)?.id;
    if (last === undefined) return renamed.length === batch;
    await this.write(async (session) => {
      await put(session, songs);
      await session.change('UPDATE read_songs SET last_id = ?', last);
    });
    return true;
  }

  private async readRenamed(ids: readonly number[]): Promise<void> {
    const songs = await this.catalogue.reads.rows<NamedRow>(songsNamed, asGiven(ids));
    const { lastId } = await this.position();
    await this.write((session) =>
      put(
        session,
        songs.filter(({ id }) => id <= lastId),
      ),
    );
    const forget = `DELETE FROM renamed_songs WHERE song_id ${oneOfGiven}`;
    await this.catalogue.unitOfWork((session) => session).run((session) => session.change(forget, asGiven(ids)));
  }

  private async position(): Promise<{ readonly lastId: number; readonly rules: number }> {
    const rows = await this.search.reads.rows<{ lastId: number; rules: number }>('SELECT last_id AS "lastId", rules FROM read_songs');
    return rows[0] ?? { lastId: 0, rules: 0 };
  }

  private async write(work: (session: WriteSession) => Promise<unknown>): Promise<void> {
    await this.search.unitOfWork((session) => session).run(work);
  }
}

async function put(session: WriteSession, songs: readonly NamedRow[]): Promise<void> {
  for (const { id, name, singers } of songs) {
    await session.change('INSERT OR REPLACE INTO song_words(rowid, words) VALUES (?, ?)', id, wordsOf(name, singers ?? undefined));
  }
}
