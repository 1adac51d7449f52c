import { cover, joined, json, textValue, value } from './document-sql.js';

const albumArtists = `(SELECT group_concat(${joined('r.artist_id', json(',"name":'), textValue('r.name'))}, ${json('},{"id":')})
  FROM catalog_album_artists l CROSS JOIN catalog_artists r ON r.artist_id = l.artist_id WHERE l.album_id = a.album_id)`;

/** SELECT of (id, document) of every album, by id. */
export const albumDocuments = `SELECT a.album_id AS id, ${joined(
  json('{"id":'),
  'a.album_id',
  json(',"name":'),
  textValue('a.name'),
  `coalesce(${json(',"artists":[{"id":')} || ${albumArtists} || ${json('}],"year":')}, ${json(',"artists":[],"year":')})`,
  value('a.year'),
  json(',"releaseDate":'),
  textValue('a.release_date'),
  `CASE a.kind WHEN 'album' THEN ${json(',"kind":"album"')} ELSE ${json(',"kind":')} || ${textValue('a.kind')} END`,
  json(',"trackCount":'),
  'a.track_count',
  json(',"durationMs":'),
  value('a.duration_ms'),
  json(',"musicBrainzId":'),
  textValue('a.musicbrainz_id'),
  json(',"cover":'),
  cover('a.cover_id'),
  "'}'",
)} AS document FROM catalog_albums a ORDER BY a.album_id`;

/** SELECT of (id, document) of every artist, by id. */
export const artistDocuments = `SELECT a.artist_id AS id, ${joined(
  json('{"id":'),
  'a.artist_id',
  json(',"name":'),
  textValue('a.name'),
  json(',"sortName":'),
  textValue('coalesce(d.sort_name, a.name)'),
  json(',"trackCount":'),
  value('a.track_count'),
  json(',"albumCount":'),
  'coalesce(d.album_count, 0)',
  json(',"musicBrainzId":'),
  textValue('d.musicbrainz_id'),
  json(',"cover":'),
  cover('d.cover_id'),
  "'}'",
)} AS document FROM catalog_artists a LEFT JOIN catalog_artist_details d ON d.artist_id = a.artist_id ORDER BY a.artist_id`;

const mosaic = `(SELECT group_concat(${cover('m.value')}, ',') FROM json_each(d.mosaic) m)`;

/** SELECT of (id, document) of every playlist, by id. */
export const playlistDocuments = `SELECT p.playlist_id AS id, ${joined(
  json('{"id":'),
  'p.playlist_id',
  json(',"platform":'),
  textValue('p.platform'),
  json(',"remoteId":'),
  textValue('p.remote_playlist_id'),
  json(',"name":'),
  textValue('p.name'),
  json(',"description":'),
  textValue('p.description'),
  json(',"coverUrl":'),
  textValue('p.cover_url'),
  json(',"playCount":'),
  value('p.play_count'),
  json(',"songCount":'),
  value('p.song_count'),
  json(',"cover":'),
  `CASE WHEN d.cover_id IS NULL AND d.mosaic IS NULL THEN ${json('null,"mosaic":null}')}
    ELSE ${joined(cover('d.cover_id'), json(',"mosaic":'), `coalesce('[' || ${mosaic} || ']', 'null')`, "'}'")} END`,
)} AS document FROM catalog_playlists p LEFT JOIN catalog_playlist_details d ON d.playlist_id = p.playlist_id ORDER BY p.playlist_id`;
