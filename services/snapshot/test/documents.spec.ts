import {
  type CoverRow,
  coverJson,
  DocumentReader,
  type FileLocation,
  readTrackMetadata,
  singerNames,
  trackFiles,
} from '@catalogsync/snapshot-format';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { ReadModelBuild } from '../src/adapters/builder/read-model-build.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';
import { living } from './living-catalogue.js';

// Real here: SQLite files, the whole build.
let fixture: CatalogueFixture;
let db: Database;
let reader: DocumentReader;

beforeAll(async () => {
  fixture = CatalogueFixture.full().change(living);
  const target = fixture.path('target.db');
  const identity = { snapshotId: 'snap-20260102T030405Z-0123456789ab', generatedAt: '2026-01-02T03:04:05Z', sequence: 9 };
  await new ReadModelBuild({ source: fixture.file, target, cancel: new SharedArrayBuffer(4) }, () => undefined).run(async () => identity);
  db = new DatabaseFile(target, { readonly: true });
  const cover = db.prepare('SELECT * FROM catalog_covers WHERE cover_id = ?');
  reader = new DocumentReader((id) => coverJson(cover.get(id) as CoverRow));
});
afterAll(() => {
  db.close();
  fixture.remove();
});

const all = <Row>(sql: string, ...parameters: unknown[]): Row[] => db.prepare(sql).all(...parameters) as Row[];
const one = <Row>(sql: string, ...parameters: unknown[]): Row => all<Row>(sql, ...parameters)[0] as Row;

function document(kind: string, id: number): string {
  return reader.text(one<{ document: string }>(`SELECT document FROM catalog_${kind}_documents WHERE id = ?`, id).document);
}

interface TrackRow {
  song_id: number;
  platform: string;
  remote_song_id: string;
  name: string;
  singers: string | null;
  metadata_json: string | null;
}

/** As the public API makes a track from rows of version 1. */
function fromRows(row: TrackRow): Record<string, unknown> {
  const artists = all<{ id: number | null; name: string }>(
    `SELECT a.artist_id AS id, a.name FROM catalog_artist_tracks l JOIN catalog_artists a ON a.artist_id = l.artist_id
      WHERE l.song_id = ? AND l.position > -1 ORDER BY l.position`,
    row.song_id,
  );
  const locations = all<FileLocation>(
    `SELECT file_location_id AS locationId, quality_label AS storedLabel, ext, file_size_bytes AS sizeBytes, backend_type AS backendType,
      public_url AS publicUrl FROM catalog_track_files WHERE song_id = ? ORDER BY file_location_id`,
    row.song_id,
  );
  const { album, durationMs } = readTrackMetadata(row.metadata_json);
  return {
    id: row.song_id,
    name: row.name,
    artists: artists.length > 0 ? artists : singerNames(row.singers).map((name) => ({ id: null, name })),
    album,
    durationMs,
    platform: row.platform,
    remoteId: row.remote_song_id,
    files: trackFiles(locations),
    aliases: all(
      'SELECT song_id AS id, platform, remote_song_id AS remoteId FROM catalog_track_aliases WHERE track_id = ? ORDER BY song_id',
      row.song_id,
    ),
  };
}

describe('when documents are stored', () => {
  it('begin as the public API shows tracks of version 1, byte for byte', () => {
    const rows = all<TrackRow>('SELECT * FROM catalog_tracks ORDER BY song_id');
    expect(rows.map(({ song_id }) => song_id)).toEqual([1, 2, 3, 6, 7]);
    for (const row of rows) {
      const expected = JSON.stringify(fromRows(row));
      expect(document('track', row.song_id).slice(0, expected.length)).toBe(`${expected.slice(0, -1)},`);
    }
    expect(JSON.parse(document('track', 6)).files).toHaveLength(4);
  });

  it('end with the details of the track, from the first of its songs that knows', () => {
    expect(JSON.parse(document('track', 1))).toMatchObject({
      albumId: 1,
      discNumber: 1,
      trackNumber: 5,
      year: 2003,
      releaseDate: '2004-08-03',
      genres: [
        { id: 1, name: 'Pop' },
        { id: 2, name: 'Röck' },
      ],
      composer: '周杰伦',
      isrc: 'TWA1',
      musicBrainzId: null,
      replayGain: null,
      bpm: 120,
      explicit: false,
      addedAt: '1970-01-01T00:00:00.900Z',
      otherTitles: [],
      lyrics: 'timed',
      cover: { hash: 'bb', width: 600, height: 500, color: '#000000', thumbhash: '/w==' },
    });
    expect(document('track', 6)).toMatch(
      /,"albumId":3,"discNumber":2,"trackNumber":3,"year":2001,"releaseDate":"2001-02-03","genres":\[{"id":2,"name":"Röck"},{"id":1,"name":"Pop"}\],"composer":null,"isrc":null,"musicBrainzId":"mb-6","replayGain":{"trackGain":-6.5,"trackPeak":1,"albumGain":null,"albumPeak":null},"bpm":99.5,"explicit":true,"addedAt":"2026-01-02T03:04:05.678Z","otherTitles":\["甲","乙"\],"lyrics":"plain","cover":{"hash":"dd",.*}}$/,
    );
    expect(document('track', 3)).toMatch(
      /,"albumId":null,"discNumber":null,"trackNumber":null,"year":null,"releaseDate":null,"genres":\[\],"composer":null,"isrc":null,"musicBrainzId":null,"replayGain":null,"bpm":null,"explicit":null,"addedAt":null,"otherTitles":\[\],"lyrics":null,"cover":null}$/,
    );
  });

  it('describe albums, artists and playlists', () => {
    const aa = { hash: 'aa', width: 640, height: 640, color: '#010203', thumbhash: 'AQID' };
    expect(document('album', 1)).toBe(
      '{"id":1,"name":"七里香","artists":[{"id":7,"name":"周杰伦"}],"year":2004,"releaseDate":"2004-08-03","kind":"album","trackCount":1,"durationMs":299000,"musicBrainzId":"mb-a","cover":{"hash":"bb","width":600,"height":500,"color":"#000000","thumbhash":"/w=="}}',
    );
    expect(JSON.parse(document('album', 3))).toMatchObject({
      artists: [{ id: 9 }, { id: 8 }],
      kind: 'compilation',
      trackCount: 2,
      durationMs: null,
    });
    expect(document('artist', 7)).toBe(
      '{"id":7,"name":"周杰伦","sortName":"周杰伦","trackCount":1,"albumCount":1,"musicBrainzId":null,"cover":null}',
    );
    expect(JSON.parse(document('artist', 9))).toMatchObject({ albumCount: 1, cover: { hash: 'dd' } });
    expect(document('playlist', 1)).toBe(
      `{"id":1,"platform":"kuwo","remoteId":"p1","name":"华语经典","description":"老歌","coverUrl":"https://img.example/1.jpg","playCount":99,"songCount":1,"cover":${JSON.stringify(aa)},"mosaic":null}`,
    );
    expect(JSON.parse(document('playlist', 2))).toMatchObject({ songCount: 5, cover: null });
    expect(JSON.parse(document('playlist', 2)).mosaic.map(({ hash }: { hash: string }) => hash)).toEqual(['bb', 'dd', 'cc', 'aa']);
    expect(document('playlist', 3)).toMatch(/"cover":null,"mosaic":null}$/);
  });

  it('are all valid, one for each row', () => {
    for (const [kind, table, id] of [
      ['track', 'catalog_tracks', 'song_id'],
      ['album', 'catalog_albums', 'album_id'],
      ['artist', 'catalog_artists', 'artist_id'],
      ['playlist', 'catalog_playlists', 'playlist_id'],
    ] as const) {
      const ids = all<{ id: number }>(`SELECT ${id} AS id FROM ${table} ORDER BY 1`).map((row) => row.id);
      expect(all<{ id: number }>(`SELECT id FROM catalog_${kind}_documents ORDER BY id`).map((row) => row.id)).toEqual(ids);
      for (const each of ids) expect(JSON.parse(document(kind, each))).toMatchObject({ id: each });
    }
  });
});

describe('when albums, genres and lyrics are exported', () => {
  it('lists the tracks of an album in its order, and only albums that have any', () => {
    expect(read(fixture.path('target.db'), 'SELECT * FROM catalog_album_tracks')).toEqual([
      [1, 1, 5, 1],
      [3, 1, 2, 2],
      [3, 2, 3, 6],
    ]);
    expect(read(fixture.path('target.db'), 'SELECT album_id, added_at FROM catalog_albums ORDER BY album_id')).toEqual([
      [1, 900],
      [3, 1767323045678],
    ]);
  });

  it('counts the tracks of genres, and keeps only lyrics that a track has', () => {
    expect(read(fixture.path('target.db'), 'SELECT * FROM catalog_genres ORDER BY genre_id')).toEqual([
      [1, 'Pop', 3],
      [2, 'Röck', 2],
    ]);
    expect(read(fixture.path('target.db'), 'SELECT lyrics_id FROM catalog_lyrics ORDER BY 1')).toEqual([[1], [2]]);
  });

  it('says where old ids lead, if that still exists and the old one does not', () => {
    expect(read(fixture.path('target.db'), 'SELECT * FROM catalog_moved ORDER BY kind')).toEqual([
      ['playlist', 50, 'album', 1],
      ['track', 60, 'track', 2],
    ]);
  });
});
