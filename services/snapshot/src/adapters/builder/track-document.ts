import { CREDITED_ELSEWHERE, markedPlatforms, presignedType } from '@catalogsync/snapshot-format';
import { cover, instant, joined, json, member, textValue, value } from './document-sql.js';
import { fact, recordingFacts, soundMetadata } from './song-facts.js';

/** SQL for a list of {id, name} from rows; NULL if there are none. */
const named = (id: string, name: string, from: string): string =>
  `(SELECT group_concat(${joined(id, json(',"name":'), textValue(name))}, ${json('},{"id":')}) ${from})`;

const artists = named(
  'a.artist_id',
  'a.name',
  `FROM catalog_artist_tracks l INDEXED BY catalog_artist_tracks_by_song CROSS JOIN catalog_artists a ON a.artist_id = l.artist_id
    WHERE l.song_id = t.song_id AND l.position > ${CREDITED_ELSEWHERE}`,
);

const genres = `(SELECT group_concat(${joined('g.genre_id', json(',"name":'), textValue('g.name'))}, ${json('},{"id":')})
  FROM catalog_track_genres l INDEXED BY genres_of_tracks CROSS JOIN catalog_genres g ON g.genre_id = l.genre_id WHERE l.song_id = t.song_id)`;

/** The begin of a file of the two kinds that most are of, without a call. */
const begins = [
  ['lossless', 'flac'],
  ['high', 'mp3'],
].map(
  ([label, ext]) =>
    `WHEN f.quality_label = '${label}' AND f.ext = '${ext}' THEN ${json(`,"files":[{"quality":"${label}","ext":"${ext}","sizeBytes":`)}`,
);

const ofTrack = 'catalog_track_files f INDEXED BY catalog_track_files_by_song WHERE f.song_id = t.song_id';

const delivery = `CASE WHEN f.public_url <> '' OR f.backend_type = '${presignedType}' THEN ${json(',"delivery":"public"}')} WHEN f.backend_type = 'local' THEN ${json(',"delivery":"origin"}')}
  ELSE ${json(',"delivery":null}')} END`;

/** Most tracks have one file, which needs no choice: a third of the cost. */
const files = `CASE (SELECT count(*) FROM ${ofTrack}) WHEN 0 THEN ${json(',"files":[')}
  WHEN 1 THEN (SELECT concat(CASE ${begins.join(' ')} ELSE file_begin(f.quality_label, f.ext) END, coalesce(f.file_size_bytes, 'null'), ${delivery}) FROM ${ofTrack})
  ELSE (SELECT track_files(f.quality_label, f.ext, f.file_size_bytes, f.backend_type, f.public_url) FROM ${ofTrack}) END`;

const aliases = `(SELECT group_concat(${joined('x.song_id', json(',"platform":'), textValue('x.platform'), json(',"remoteId":'), textValue('x.remote_song_id'))},
    ${json('},{"id":')}) FROM catalog_track_aliases x INDEXED BY catalog_track_aliases_by_track WHERE x.track_id = t.song_id)`;

/** A whole number reads as one: 120, not 120.0. */
const bpm = 'CASE WHEN t.bpm = CAST(t.bpm AS INTEGER) THEN CAST(t.bpm AS INTEGER) ELSE json_quote(t.bpm) END';

const recording = [
  member('isrc', textValue('t.isrc'), 't.isrc'),
  member('musicBrainzId', textValue('t.musicbrainz_id'), 't.musicbrainz_id'),
  `CASE WHEN t.replay_gain IS NULL THEN ${json(',"replayGain":null')} ELSE ${json(',"replayGain":')} || t.replay_gain END`,
  member('bpm', bpm, 't.bpm'),
  member('explicit', "CASE t.explicit WHEN 1 THEN 'true' ELSE 'false' END", 't.explicit'),
];

/** Most tracks of platforms have none of these, and one mark then says so. */
const details = `CASE WHEN coalesce(t.composer, t.isrc, t.musicbrainz_id, t.replay_gain, t.bpm, t.explicit) IS NULL
  THEN ${json('null,"isrc":null,"musicBrainzId":null,"replayGain":null,"bpm":null,"explicit":null,"addedAt":')}
  ELSE ${joined(textValue('t.composer'), ...recording, json(',"addedAt":'))} END`;

/** Where it is in its album, and from when; one mark each where nothing is known. */
const place = `CASE WHEN coalesce(d.album_id, d.disc_number, d.track_number) IS NULL THEN ${json('null,"discNumber":null,"trackNumber":null')}
  ELSE ${joined(value('d.album_id'), json(',"discNumber":'), value('d.disc_number'), json(',"trackNumber":'), value('d.track_number'))} END`;

/** By its own song, then its album, then its other platforms' songs. */
const releaseDate = 'coalesce(t.release_date, b.release_date, t.linked_release_date)';

const dates = `CASE WHEN coalesce(d.year, ${releaseDate}) IS NULL THEN ${json(',"year":null,"releaseDate":null')}
  ELSE ${joined(json(',"year":'), value('d.year'), member('releaseDate', textValue(releaseDate), releaseDate))} END`;

const ending = `CASE WHEN d.other_titles IS NULL AND d.lyrics_id IS NULL THEN ${json(',"otherTitles":[],"lyrics":null,"cover":')}
  ELSE ${joined(
    json(',"otherTitles":'),
    "coalesce(d.other_titles, '[]')",
    json(',"lyrics":'),
    `coalesce((SELECT CASE WHEN y.timed IS NOT NULL THEN '"timed"' WHEN y.plain IS NOT NULL THEN '"plain"' END
      FROM catalog_lyrics y WHERE y.lyrics_id = d.lyrics_id), 'null')`,
    json(',"cover":'),
  )} END`;

const platform = `CASE t.platform ${markedPlatforms.map((name) => `WHEN '${name}' THEN ${json(`,"platform":"${name}","remoteId":`)}`).join(' ')}
  ELSE ${joined(json(',"platform":'), textValue('t.platform'), json(',"remoteId":'))} END`;

/** How a track's document names what it holds of other tables; without aliases the table need not be asked. */
function parts(hasAliases: boolean): string[] {
  const none = json('],"aliases":[],"albumId":');
  const withAliases = `coalesce(${json('],"aliases":[{"id":')} || ${aliases} || ${json('}],"albumId":')}, ${none})`;
  return [
    json('{"id":'),
    't.song_id',
    json(',"name":'),
    textValue('t.name'),
    `coalesce(${json(',"artists":[{"id":')} || ${artists} || ${json('}],"album":')}, ${joined(json(',"artists":['), 'singer_list(t.singers)', json('],"album":'))})`,
    value('t.album'),
    json(',"durationMs":'),
    value('t.duration_ms'),
    platform,
    textValue('t.remote_song_id'),
    files,
    hasAliases ? withAliases : none,
    place,
    dates,
    `coalesce(${json(',"genres":[{"id":')} || ${genres} || ${json('}],"composer":')}, ${json(',"genres":[],"composer":')})`,
    details,
    instant('d.added_at'),
    ending,
    cover('d.cover_id'),
    "'}'",
  ];
}

/** Tracks that one statement makes documents of: between statements a build can end. */
const tracksAtOnce = 20_000;

/** Tracks after an id with what their metadata says. The limits keep SQLite from reading the metadata once for each value. */
function tracks(hasAliases: boolean, among?: string): string {
  const own = `(SELECT song_id, name, platform, remote_song_id, singers, ${soundMetadata('metadata_json')} AS m
    FROM catalog_tracks WHERE ${among === undefined ? `song_id > ? ORDER BY song_id LIMIT ${tracksAtOnce}` : `song_id IN (SELECT id FROM ${among}) ORDER BY song_id LIMIT -1`})`;
  const known = (name: (typeof recordingFacts)[number]): string => {
    if (!hasAliases) return `${fact(name, 'o.m')} AS ${name}`;
    return name === 'release_date' ? `${fact(name, 'o.m')} AS ${name}` : `coalesce(${fact(name, 'o.m')}, x.${name}) AS ${name}`;
  };
  return `(SELECT o.song_id, o.name, o.platform, o.remote_song_id, o.singers, ${fact('album', 'o.m')} AS album,
      ${fact('duration_ms', 'o.m')} AS duration_ms, ${recordingFacts.map(known).join(', ')}, ${hasAliases ? 'x.release_date' : 'NULL'} AS linked_release_date
    FROM ${own} o ${hasAliases ? 'LEFT JOIN temp.linked_facts x ON x.song_id = o.song_id' : ''} LIMIT -1)`;
}

/** SELECT of (id, document) of the tracks after an id, or of those whose ids a table has, by id. */
export function trackDocuments(hasAliases: boolean, among?: string): string {
  return `SELECT t.song_id AS id, ${joined(...parts(hasAliases))} AS document FROM ${tracks(hasAliases, among)} t
    CROSS JOIN catalog_track_details d ON d.song_id = t.song_id LEFT JOIN catalog_albums b ON b.album_id = d.album_id`;
}
