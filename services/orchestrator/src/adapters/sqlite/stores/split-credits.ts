import { asGiven, type BulkTable, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import type { SplitCredit } from '../../../core/artists/artist-store.js';
import { artistName } from '../../../core/catalogue/song-record.js';

type ArtistTable = BulkTable<{ id: number; platform: string; remoteArtistId: string; name: string }, 'platform' | 'remoteArtistId', 'name'>;

const linksText = `SELECT song_id AS "songId", artist_id AS "artistId" FROM artist_songs
  WHERE song_id IN (SELECT song_id FROM artist_songs WHERE artist_id ${oneOfGiven}) ORDER BY song_id, position`;
const addLink = 'INSERT INTO artist_songs(artist_id, song_id, position) VALUES (?, ?, ?)';
/** An id that led to a credit leads to its first artist too. */
const move = `INSERT INTO moved_ids(kind, old_id, new_kind, new_id) VALUES ('artist', ?, 'artist', ?)
  ON CONFLICT(kind, old_id) DO UPDATE SET new_id = excluded.new_id`;

/** See `ArtistStore.split`. */
export async function splitCredits(session: WriteSession, table: ArtistTable, credits: readonly SplitCredit[]): Promise<void> {
  const named = credits.flatMap(({ platform, artists }) =>
    artists.map((artist) => ({ platform, remoteArtistId: artist.remoteId, artist })),
  );
  const ids = await table.save(session, named, ({ artist }, before) => ({ name: artistName(artist, before?.name) }));
  const partsOf = new Map<number, readonly number[]>();
  for (const { id, artists } of credits) partsOf.set(id, ids.splice(0, artists.length));
  const given = asGiven([...partsOf.keys()]);
  const links = await session.rows<{ songId: number; artistId: number }>(linksText, given);
  const songs = Map.groupBy(links, ({ songId }) => songId);
  if (songs.size > 0) await session.change(`DELETE FROM artist_songs WHERE song_id ${oneOfGiven}`, asGiven([...songs.keys()]));
  const added = [...songs].flatMap(([songId, of]) => {
    const artistIds = new Set(of.flatMap(({ artistId }) => partsOf.get(artistId) ?? [artistId]));
    return [...artistIds].map((artistId, at) => [artistId, songId, at + 1]);
  });
  await session.changeEach(addLink, added);
  await session.change(`DELETE FROM artists WHERE id ${oneOfGiven}`, given);
  await session.changeEach(
    move,
    [...partsOf].map(([id, [first = 0]]) => [id, first]),
  );
}
