import { CREDITED_ELSEWHERE, type FileLocation, packDocument, singerNames, trackFiles } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import { cover, instant, joined, json, member, textValue, value } from './document-sql.js';

/** SQL for a list of {id, name} from rows; NULL if there are none. */
const named = (id: string, name: string, from: string): string =>
  `(SELECT group_concat(${joined(id, json(',"name":'), textValue(name))}, ${json('},{"id":')}) ${from})`;

const artists = named(
  'a.artist_id',
  'a.name',
  `FROM catalog_artist_tracks l INDEXED BY catalog_artist_tracks_by_song CROSS JOIN catalog_artists a ON a.artist_id = l.artist_id
    WHERE l.song_id = t.song_id AND l.position > ${CREDITED_ELSEWHERE}`,
);

const genres = `(SELECT group_concat(${joined('g.genre_id', json(',"name":'), textValue('g.name'))}, ${json('},{"id":')} ORDER BY l.position)
  FROM catalog_track_genres l INDEXED BY catalog_track_genres_by_song CROSS JOIN catalog_genres g ON g.genre_id = l.genre_id WHERE l.song_id = t.song_id)`;

const files = `(SELECT track_files(f.quality_label, f.ext, f.file_size_bytes, f.backend_type, f.public_url)
  FROM catalog_track_files f INDEXED BY catalog_track_files_by_song WHERE f.song_id = t.song_id)`;

const aliases = `(SELECT group_concat(${joined('x.song_id', json(',"platform":'), textValue('x.platform'), json(',"remoteId":'), textValue('x.remote_song_id'))},
    ${json('},{"id":')}) FROM catalog_track_aliases x INDEXED BY catalog_track_aliases_by_track WHERE x.track_id = t.song_id)`;

/** A whole number reads as one: 120, not 120.0. */
const bpm = 'CASE WHEN d.bpm = CAST(d.bpm AS INTEGER) THEN CAST(d.bpm AS INTEGER) ELSE json_quote(d.bpm) END';

const recording = [
  member('isrc', textValue('d.isrc'), 'd.isrc'),
  member('musicBrainzId', textValue('d.musicbrainz_id'), 'd.musicbrainz_id'),
  `CASE WHEN d.replay_gain IS NULL THEN ${json(',"replayGain":null')} ELSE ${json(',"replayGain":')} || d.replay_gain END`,
  member('bpm', bpm, 'd.bpm'),
  member('explicit', "CASE d.explicit WHEN 1 THEN 'true' ELSE 'false' END", 'd.explicit'),
];

/** Most tracks of platforms have none of these, and one mark then says so. */
const details = `CASE WHEN coalesce(d.composer, d.isrc, d.musicbrainz_id, d.replay_gain, d.bpm, d.explicit) IS NULL
  THEN ${json('null,"isrc":null,"musicBrainzId":null,"replayGain":null,"bpm":null,"explicit":null,"addedAt":')}
  ELSE ${joined(textValue('d.composer'), ...recording, json(',"addedAt":'))} END`;

const ending = `CASE WHEN d.other_titles IS NULL AND d.lyrics_id IS NULL THEN ${json(',"otherTitles":[],"lyrics":null,"cover":')}
  ELSE ${joined(
    json(',"otherTitles":'),
    "coalesce(d.other_titles, '[]')",
    json(',"lyrics":'),
    `CASE WHEN y.timed IS NOT NULL THEN '"timed"' WHEN y.plain IS NOT NULL THEN '"plain"' ELSE 'null' END`,
    json(',"cover":'),
  )} END`;

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
    value('f.album'),
    json(',"durationMs":'),
    value('f.duration_ms'),
    json(',"platform":'),
    textValue('t.platform'),
    json(',"remoteId":'),
    textValue('t.remote_song_id'),
    files,
    hasAliases ? withAliases : none,
    value('d.album_id'),
    json(',"discNumber":'),
    value('d.disc_number'),
    json(',"trackNumber":'),
    value('d.track_number'),
    json(',"year":'),
    value('d.year'),
    json(',"releaseDate":'),
    textValue('d.release_date'),
    `coalesce(${json(',"genres":[{"id":')} || ${genres} || ${json('}],"composer":')}, ${json(',"genres":[],"composer":')})`,
    details,
    instant('d.added_at'),
    ending,
    cover('d.cover_id'),
    "'}'",
  ];
}

function addFile(list: FileLocation[], storedLabel: string, ext: string, sizeBytes: number, backendType: string, publicUrl: string): void {
  list.push({ locationId: 0, storedLabel, ext, sizeBytes, backendType, publicUrl });
}

/**
 * Registers what SQL would not say readably: the files of a track, best first and each once, and the names of a song
 * that is linked to no artist. Both are the functions by which the public API reads older snapshots.
 * @param check called every few hundred tracks; if it throws, the statement ends
 */
export function registerTrackFunctions(db: Database, check: () => void): void {
  let rows = 0;
  const packed = new Map<string, string>();
  /** Everything but the size is one of a few texts. */
  const start = (text: string): string => {
    const known = packed.get(text) ?? packDocument(text);
    if (packed.size < 1000) packed.set(text, known);
    return known;
  };
  db.aggregate('track_files', {
    start: (): FileLocation[] => [],
    // The library counts the parameters; its type knows only one.
    step: addFile as unknown as (list: FileLocation[], next: unknown) => void,
    result: (list: FileLocation[]) => {
      if ((++rows & 511) === 0) check();
      const [first, ...others] = trackFiles(list).map(
        ({ quality, ext, sizeBytes, delivery }) =>
          [`{"quality":"${quality}","ext":${JSON.stringify(ext)},"sizeBytes":`, JSON.stringify(sizeBytes), `,"delivery":${JSON.stringify(delivery)}}`] as const,
      );
      if (first === undefined) return start(',"files":[');
      const rest = others.map(([kind, size, end]) => `,${start(kind)}${size}${start(end)}`).join('');
      return `${start(`,"files":[${first[0]}`)}${first[1]}${start(first[2])}${rest}`;
    },
  });
  db.function('singer_list', (singers) =>
    packDocument(
      singerNames(typeof singers === 'string' ? singers : null)
        .map((name) => JSON.stringify({ id: null, name }))
        .join(','),
    ),
  );
}

/** SELECT of (id, document) of every track, by id. */
export function trackDocuments(hasAliases: boolean): string {
  return `SELECT t.song_id AS id, ${joined(...parts(hasAliases))} AS document FROM catalog_tracks t
    CROSS JOIN temp.song_facts f ON f.song_id = t.song_id CROSS JOIN catalog_track_details d ON d.song_id = t.song_id
    LEFT JOIN catalog_lyrics y ON y.lyrics_id = d.lyrics_id ORDER BY t.song_id`;
}
