import { asGiven, known, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import type { AlbumFacts } from '../../../core/albums/album-facts.js';
import type { AlbumChanges, AlbumStore, AlbumTrack, StoredPlace, TrackSongs } from '../../../core/albums/album-store.js';
import type { SongToPlace } from '../../../core/albums/song-release.js';
import { givenLists, givenNumber } from '../dialect.js';
import { saveGenres } from './genre-rows.js';
import { retireAlbumPlaylists } from './retired-playlists.js';

interface SongRow {
  readonly id: number;
  readonly platform: string;
  readonly name: string;
  readonly singers: string | null;
  readonly metadataJson: string | null;
}

const memberRows = `SELECT song_id AS "songId", recording_id AS "recordingId" FROM recording_songs WHERE recording_id IN (
    SELECT r.id FROM recording_songs mine JOIN recordings r ON r.id = mine.recording_id AND r.across_platforms = 1
    WHERE mine.song_id ${oneOfGiven}) ORDER BY song_id`;
const songRows = `SELECT id, platform, name, singers, metadata_json AS "metadataJson" FROM songs WHERE id ${oneOfGiven} ORDER BY id`;
const placeRows = `SELECT s.song_id AS "songId", a.id, a.identity, s.disc_number AS "discNumber", s.track_number AS "trackNumber"
  FROM album_songs s JOIN albums a ON a.id = s.album_id WHERE s.song_id ${oneOfGiven}`;
const genreRows = `SELECT song_id AS "songId", spelling FROM song_genres WHERE song_id ${oneOfGiven} ORDER BY song_id, position`;
const artistRows = `SELECT l.song_id AS "songId", a.id, a.name FROM artist_songs l JOIN artists a ON a.id = l.artist_id
  WHERE l.song_id ${oneOfGiven} ORDER BY l.song_id, l.position`;

const [first, second] = [givenNumber(0), givenNumber(1)];
const addPlaces = `INSERT INTO album_songs(song_id, album_id, disc_number, track_number)
  SELECT ${first}, a.id, ${givenNumber(2)}, ${givenNumber(3)} FROM ${givenLists} JOIN albums a ON a.identity = ${second} WHERE true
  ON CONFLICT(song_id) DO UPDATE SET album_id = excluded.album_id, disc_number = excluded.disc_number, track_number = excluded.track_number`;
const isEmpty = (id: string): string => `NOT EXISTS (SELECT 1 FROM album_songs WHERE album_id = ${id})`;
const addMoved = `INSERT INTO moved_ids(kind, old_id, new_kind, new_id)
  SELECT 'album', ${first}, 'album', a.id FROM ${givenLists} JOIN albums a ON a.identity = ${second} WHERE ${isEmpty(first)}
  ON CONFLICT(kind, old_id) DO UPDATE SET new_kind = excluded.new_kind, new_id = excluded.new_id`;
const follow = `UPDATE moved_ids SET new_id = (SELECT m.new_id FROM moved_ids m WHERE m.kind = 'album' AND m.old_id = moved_ids.new_id)
  WHERE new_kind = 'album' AND new_id IN (SELECT old_id FROM moved_ids WHERE kind = 'album' AND old_id ${oneOfGiven})`;

export class SqliteAlbumStore implements AlbumStore {
  constructor(private readonly session: WriteSession) {}

  takeWaiting(limit: number): Promise<number[]> {
    return this.take('album_queue', 'song_id', limit);
  }

  takeChanged(limit: number): Promise<number[]> {
    return this.take('album_changes', 'album_id', limit);
  }

  async tracks(songIds: readonly number[]): Promise<TrackSongs[]> {
    const members = await this.session.rows<{ songId: number; recordingId: number }>(memberRows, asGiven(songIds));
    const recordingOf = new Map(members.map(({ songId, recordingId }) => [songId, recordingId]));
    const ids = [...new Set([...songIds, ...recordingOf.keys()])];
    const songs = (await this.session.rows<SongRow>(songRows, asGiven(ids))).map((row): SongToPlace => known(row));
    const groups = Map.groupBy(songs, ({ id }) => recordingOf.get(id) ?? id);
    return [...groups].flatMap(([recordingId, group]) => {
      const [one, ...others] = [...group.filter(({ id }) => id === recordingId), ...group.filter(({ id }) => id !== recordingId)];
      return one === undefined ? [] : [[one, ...others] as const];
    });
  }

  async places(songIds: readonly number[]): Promise<Map<number, StoredPlace>> {
    const given = asGiven(songIds);
    const albums = await this.session.rows<NonNullable<StoredPlace['album']> & { readonly songId: number }>(placeRows, given);
    const genres = Map.groupBy(await this.session.rows<{ songId: number; spelling: string }>(genreRows, given), ({ songId }) => songId);
    const albumOf = new Map(albums.map(({ songId, ...album }) => [songId, album]));
    const ids = new Set([...albumOf.keys(), ...genres.keys()]);
    const placeOf = (songId: number): StoredPlace => ({
      songId,
      album: albumOf.get(songId),
      genres: genres.get(songId)?.map(({ spelling }) => spelling) ?? [],
    });
    return new Map([...ids].map((songId) => [songId, placeOf(songId)]));
  }

  async albumIds(identities: readonly string[]): Promise<Map<string, number>> {
    const text = `SELECT id, identity FROM albums WHERE identity ${oneOfGiven}`;
    const rows = await this.session.rows<{ id: number; identity: string }>(text, asGiven(identities));
    return new Map(rows.map(({ id, identity }) => [identity, id]));
  }

  async songCounts(albumIds: readonly number[]): Promise<Map<number, number>> {
    const text = `SELECT album_id AS id, count(*) AS n FROM album_songs WHERE album_id ${oneOfGiven} GROUP BY album_id`;
    return new Map((await this.session.rows<{ id: number; n: number }>(text, asGiven(albumIds))).map(({ id, n }) => [id, n]));
  }

  async save({ renamed, placed, unplaced, genres, left }: AlbumChanges): Promise<void> {
    await this.session.changeEach(
      'UPDATE albums SET identity = ? WHERE id = ?',
      renamed.map(({ id, identity }) => [identity, id]),
    );
    const fresh = [...new Map(placed.map(({ identity, name }) => [identity, name]))];
    const addAlbum = 'INSERT INTO albums(identity, name) VALUES (?, ?) ON CONFLICT DO NOTHING';
    const existing = await this.albumIds(fresh.map(([identity]) => identity));
    await this.session.changeEach(
      addAlbum,
      fresh.filter(([identity]) => !existing.has(identity)),
    );
    const places = placed.map(({ songId, identity, discNumber, trackNumber }) => [songId, identity, discNumber, trackNumber]);
    if (places.length > 0) await this.session.change(addPlaces, JSON.stringify(places));
    if (unplaced.length > 0) await this.session.change(`DELETE FROM album_songs WHERE song_id ${oneOfGiven}`, asGiven(unplaced));
    await saveGenres(this.session, genres);
    if (left.length === 0) return;
    await this.session.change(addMoved, JSON.stringify(left.map(({ id, identity }) => [id, identity])));
    await this.session.change(follow, asGiven(left.map(({ id }) => id)));
  }

  async albumTracks(albumIds: readonly number[], limit: number): Promise<Map<number, AlbumTrack[]>> {
    const text = 'SELECT song_id AS id FROM album_songs WHERE album_id = ? ORDER BY disc_number, track_number, song_id LIMIT ?';
    const statement = this.session.statement<{ id: number }>(text);
    const songsOf = new Map(albumIds.map((albumId) => [albumId, statement.all(albumId, limit).map(({ id }) => id)]));
    const ids = [...songsOf.values()].flat();
    const tracks = new Map((await this.tracks(ids)).map((songs) => [songs[0].id, songs]));
    const rows = await this.session.rows<{ songId: number; id: number; name: string }>(artistRows, asGiven(ids));
    const artists = Map.groupBy(rows, ({ songId }) => songId);
    const trackOf = (id: number): AlbumTrack[] => {
      const songs = tracks.get(id);
      return songs === undefined ? [] : [{ songs, artists: artists.get(id) ?? [] }];
    };
    return new Map([...songsOf].map(([albumId, songIds]) => [albumId, songIds.flatMap(trackOf)]));
  }

  async saveFacts(albums: ReadonlyArray<{ readonly id: number; readonly facts: AlbumFacts | undefined }>): Promise<void> {
    const ids = albums.map(({ id }) => id);
    await this.session.change(`DELETE FROM album_artists WHERE album_id ${oneOfGiven}`, asGiven(ids));
    const gone = albums.flatMap(({ id, facts }) => (facts === undefined ? [id] : []));
    if (gone.length > 0) {
      await this.session.change(`DELETE FROM moved_ids WHERE new_kind = 'album' AND new_id ${oneOfGiven}`, asGiven(gone));
      await this.session.change(`DELETE FROM albums WHERE id ${oneOfGiven}`, asGiven(gone));
    }
    const kept = albums.flatMap(({ id, facts }) => (facts === undefined ? [] : [{ id, ...facts }]));
    await this.session.changeEach(
      'UPDATE albums SET name = ?, year = ?, release_date = ?, kind = ?, musicbrainz_id = ? WHERE id = ?',
      kept.map(({ id, name, year, releaseDate, kind, musicBrainzId }) => [
        ...[name, year ?? null, releaseDate ?? null, kind, musicBrainzId ?? null, id],
      ]),
    );
    await this.session.changeEach(
      'INSERT INTO album_artists(album_id, position, artist_id) VALUES (?, ?, ?)',
      kept.flatMap(({ id, artistIds }) => artistIds.map((artistId, at) => [id, at + 1, artistId])),
    );
  }

  retirePlaylists(limit: number): Promise<number> {
    return retireAlbumPlaylists(this.session, limit);
  }

  private async take(table: 'album_queue' | 'album_changes', column: string, limit: number): Promise<number[]> {
    const rows = await this.session.rows<{ id: number }>(`SELECT ${column} AS id FROM ${table} ORDER BY 1 LIMIT ?`, limit);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await this.session.change(`DELETE FROM ${table} WHERE ${column} ${oneOfGiven}`, asGiven(ids));
    return ids;
  }
}
