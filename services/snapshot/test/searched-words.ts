import {
  entryTexts,
  nameKey,
  nearSource,
  ownerNames,
  SearchLayers,
  type SearchSource,
  type SegmentRow,
  searchSources,
  wordToken,
} from '@catalogsync/snapshot-format';
import DatabaseFile, { type Database } from 'better-sqlite3';

type Texts = [name: string, owners: string | null, album: string | null];

const ids: Readonly<Record<SearchSource, string>> = {
  track: 'SELECT song_id FROM catalog_tracks',
  album: 'SELECT album_id FROM catalog_albums',
  artist: 'SELECT artist_id FROM catalog_artists',
  playlist: 'SELECT playlist_id FROM catalog_playlists',
  toplist: 'SELECT number FROM search_toplists',
};

/** The search index of a snapshot, list by list. */
class Index {
  constructor(private readonly db: Database) {}

  layers(source: string): SearchLayers {
    const page = this.db.prepare<[number], Uint8Array>('SELECT lists FROM search_pages WHERE page = ?').pluck(true);
    return new SearchLayers(this.segments(source), (number) => page.get(number));
  }

  private segments(source: string): readonly SegmentRow[] {
    return this.db
      .prepare<[string], SegmentRow>(
        'SELECT first_id AS firstId, last_id AS lastId, first_page AS firstPage, directory FROM search_segments WHERE source = ? ORDER BY segment',
      )
      .all(source);
  }

  /** All tokens that any source has: pages begin with them. */
  tokens(): ReadonlySet<number> {
    const found = new Set<number>();
    for (const page of this.db.prepare<[], Uint8Array>('SELECT lists FROM search_pages').pluck(true).all()) {
      const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
      for (let i = 0; i < view.getUint16(0, true); i++) found.add(view.getUint32(2 + i * 4, true));
    }
    return found;
  }

  ids(source: SearchSource): readonly number[] {
    return this.db.prepare<[], number>(ids[source]).pluck(true).all();
  }

  words(source: SearchSource, id: number): ReadonlySet<string> {
    const texts = this.db.prepare<[number], Texts>(entryTexts(source)).raw(true).get(id);
    return new Set(texts === undefined ? [] : [texts[0], ...ownerNames(texts[1])].flatMap((name) => nameKey(name).split(' ')));
  }
}

function idsOf(lists: SearchLayers, token: number): number[] {
  const stream = lists.stream(token);
  const found: number[] = [];
  for (let id = stream.seek(0); id !== Number.POSITIVE_INFINITY; id = stream.seek(id + 1)) found.push(id);
  return found;
}

function withIndex<T>(file: string, work: (index: Index) => T): T {
  const db = new DatabaseFile(file, { readonly: true });
  try {
    return work(new Index(db));
  } finally {
    db.close();
  }
}

/** Entries that the index of one snapshot lists for a token, and that of the other does not: readers would miss them. */
export const unlisted = (full: string, other: string): readonly string[] =>
  withIndex(full, (one) =>
    withIndex(other, (two) =>
      searchSources.flatMap((source) => {
        const [expected, found] = [one.layers(source), two.layers(source)];
        return [...one.tokens()].flatMap((token) => {
          const there = new Set(idsOf(found, token));
          return idsOf(expected, token).flatMap((id) => (there.has(id) ? [] : [`${source} ${id} for ${token}`]));
        });
      }),
    ),
  );

/** Words that are listed for no entry that has them: a typing error in one finds nothing. */
export const unlistedWords = (file: string): readonly string[] =>
  withIndex(file, (index) =>
    searchSources.flatMap((source) => {
      const near = index.layers(nearSource(source));
      const words = new Set(index.ids(source).flatMap((id) => [...index.words(source, id)]));
      return [...words].flatMap((word) => {
        const token = wordToken(word);
        const listed = token === undefined || idsOf(near, token).some((id) => index.words(source, id).has(word));
        return listed ? [] : [`${source} ${word}`];
      });
    }),
  );
