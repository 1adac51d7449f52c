import { packIds } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';

type Row = readonly (string | number | null | Buffer)[];

/** An earlier snapshot that the changes of the fixture reach back to. */
export const earlierSnapshotId = 'snap-20251231T000000Z-aaaaaaaaaaaa';

/** Hashes of the fixture's covers. */
export const coverHashes = ['ab'.repeat(32), 'cd'.repeat(32)] as const;

const day = 86_400_000;
const added = (track: number): number | null => (track === 12 ? null : Date.parse('2025-01-01T00:00:00Z') + (track % 5) * day);

interface Details {
  readonly album?: number;
  readonly disc?: number;
  readonly number?: number;
  readonly year?: number;
}

const details: Readonly<Record<number, Details>> = {
  1: { album: 1, disc: 1, number: 1, year: 2004 },
  2: { album: 2, disc: 1, number: 2, year: 2003 },
  3: { album: 2, disc: 1, number: 1, year: 2003 },
  6: { album: 3, disc: 0, number: 0, year: 1959 },
  7: { album: 3, disc: 2, number: 1, year: 1959 },
  8: { album: 3, disc: 1, number: 1, year: 1959 },
  9: { album: 4, disc: 1, number: 1 },
};

const releaseDates: Readonly<Record<number, string>> = { 2003: '2003-07-31', 2004: '2004-08' };

function detailRow(track: number): Row {
  const { album = null, disc = null, number = null, year = null } = details[track] ?? {};
  return [
    track,
    album,
    disc,
    number,
    year,
    added(track),
    track % 4,
    track === 1 ? '["Common Jasmine Orange"]' : null,
    album === 1 ? 1 : album === 3 ? 2 : null,
    track === 1 ? 1 : track === 6 ? 2 : null,
    null,
  ];
}

/** What only documents tell of a track. */
export function recordingOf(track: number): object {
  const { year } = details[track] ?? {};
  const whole = track === 1;
  return {
    releaseDate: year === undefined ? null : (releaseDates[year] ?? String(year)),
    composer: whole ? '周杰伦' : null,
    isrc: whole ? 'TWK970400101' : null,
    musicBrainzId: whole ? '5b11f4ce-a62d-471e-81fc-a69a8278c7da' : null,
    replayGain: whole ? { trackGain: -7.2, trackPeak: 0.98, albumGain: null, albumPeak: null } : null,
    bpm: whole ? 92.5 : null,
    explicit: track === 2 ? true : whole ? false : null,
  };
}

const tables: Readonly<Record<string, readonly Row[]>> = {
  catalog_albums: [
    [1, '七里香', 2004, '2004-08', 'album', null, 1, 299_000, 1, added(1)],
    [2, '叶惠美', 2003, '2003-07-31', 'album', '1d5b6b94-0f2e-4c8c-bd20-4ea8d2cbbd0f', 2, null, null, added(3)],
    [3, 'Kind of Blue', 1959, '1959', 'album', null, 3, null, 2, added(8)],
    [4, 'Ärzte', null, null, 'single', null, 1, null, null, null],
  ],
  catalog_album_artists: [
    [1, 0, 1],
    [2, 0, 1],
    [3, 0, 2],
    [4, 0, 4],
    [4, 1, 1],
  ].map(([album, position, artist]): Row => [album ?? 0, artist ?? 0, position ?? 0]),
  catalog_album_tracks: Object.entries(details).map(
    ([track, { album = 0, disc = 0, number = 0 }]): Row => [album, disc, number, Number(track)],
  ),
  catalog_track_details: Array.from({ length: 12 }, (_, index) => detailRow(index + 1)),
  catalog_artist_details: [
    [1, '周杰伦', 3, 'a223958d-5c56-4b2c-a30a-87e357bc121b', 1],
    [2, 'Davis, Miles', 1, null, 2],
    [3, 'Davis, Miles', 0, null, null],
    [4, 'Zoë', 1, null, null],
    [5, '', 0, null, null],
  ],
  catalog_playlist_details: [
    [1, 1, null],
    [4, null, '[1,2,1,2]'],
  ],
  catalog_genres: [
    [1, 'Mandopop', 3],
    [2, 'Jazz', 3],
    [3, 'Blues', 0],
  ],
  catalog_track_genres: [
    [1, 1, 0],
    [1, 2, 0],
    [1, 3, 0],
    [2, 6, 0],
    [2, 7, 0],
    [2, 2, 1],
  ],
  catalog_covers: [
    [1, coverHashes[0], 640, 640, '#a1b2c3', Buffer.from([1, 2, 3, 250])],
    [2, coverHashes[1], 500, 480, '#001122', Buffer.from([9, 8, 7])],
  ],
  catalog_lyrics: [
    [1, '窗外的麻雀', '[ti:七里香]\n[00:20.50]窗外的麻雀\n[00:24.1][01:30.123]在电线杆上多嘴', 'zh'],
    [2, 'instrumental', null, null],
  ],
  catalog_moved: [
    ['playlist', 50, 'album', 1],
    ['artist', 60, 'artist', 1],
    ['track', 70, 'track', 1],
    ['album', 80, 'album', 2],
  ],
  catalog_deletions: [
    ['album', 79, 0],
    ['playlist', 78, 1],
    ['track', 76, 1],
    ['track', 77, 1],
  ],
};

/** Writes what schema version 2 adds to the fixture, documents excepted. */
export function writeVersion2Rows(database: Database, snapshotId: string): void {
  const all = {
    ...tables,
    catalog_history: [
      [0, earlierSnapshotId, '2025-12-31T00:00:00Z'],
      [1, snapshotId, '2026-01-01T00:00:00Z'],
    ] as readonly Row[],
  };
  for (const [table, rows] of Object.entries(all)) {
    for (const row of rows) database.prepare(`INSERT INTO ${table} VALUES(${row.map(() => '?').join(',')})`).run(...row);
  }
  const lists = database.prepare<[number], number>('SELECT playlist_id FROM catalog_playlist_tracks WHERE song_id = ?').pluck(true);
  const listed = database.prepare('UPDATE catalog_track_details SET playlists = ? WHERE song_id = ?');
  for (let track = 1; track <= 12; track++) listed.run(packIds(lists.all(track)), track);
}
