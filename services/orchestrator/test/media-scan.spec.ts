import { Fault } from '@catalogsync/faults';
import { until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DownloadWorld } from './download-world.js';
import { MemoryMediaServer } from './memory/memory-media-server.js';

// Real here: the engine, SQLite with its triggers. The media server is one in memory.

let world: DownloadWorld;
let server: MemoryMediaServer;
const open = async (sql: string, settings: Record<string, string> = {}): Promise<void> => {
  world = new DownloadWorld({ SERVER_ACTIVE: 'navidrome', ...settings });
  world.mediaServer = server;
  await world.open(sql);
};
beforeEach(() => {
  server = new MemoryMediaServer();
});
afterEach(() => world.close());

const song = (id: number, name: string, more: { locator?: string; platform?: string; metadata?: object } = {}): string => {
  const { locator, platform = 'qq', metadata = { duration_ms: 200_000 } } = more;
  const row = `INSERT INTO songs(id, platform, remote_song_id, name, singers, metadata_json)
    VALUES (${id}, '${platform}', 's${id}', '${name}', '周杰伦', '${JSON.stringify(metadata)}');`;
  if (locator === undefined) return row;
  return `${row} INSERT INTO file_assets(id, song_id, quality_label, ext) VALUES (${id}, ${id}, 'flac', 'flac');
    INSERT INTO file_locations(file_asset_id, backend_id, locator, status, is_primary)
      SELECT ${id}, id, '${locator}', 'active', 1 FROM storage_backends WHERE name = 'local';`;
};
const playlist = (id: number, name: string, songIds: readonly number[], state = 'synced'): string =>
  `INSERT INTO playlists(id, platform, remote_playlist_id, name, sync_status) VALUES (${id}, 'qq', 'p${id}', '${name}', '${state}');
   ${songIds.map((songId, at) => `INSERT INTO playlist_songs VALUES (${id}, ${songId}, ${at + 1});`).join(' ')}`;
const follow = "INSERT INTO followed_sources(platform, is_followed, decided_at, decided_by) VALUES ('qq', 1, 0, 'test');";
const choose = (id: number, isMirrored: boolean, mode = 'NULL'): string =>
  `INSERT INTO mirror_choices(playlist_id, is_mirrored, mode, decided_at, decided_by) VALUES (${id}, ${Number(isMirrored)}, ${mode}, 1, 'test');`;
const threeSongs = [1, 2, 3].map((id) => song(id, `歌 ${id}`, { locator: `qq/A/${id}.flac` })).join('');

const run = (): Promise<string> => world.run({ template: 'media' });
const mirrors = () =>
  world.ask(`SELECT playlist_id AS id, server_id AS server, remote_id AS remote, song_count AS songs, unmatched_count AS unmatched,
    without_file_count AS waiting, unmatched_json AS ids, last_error AS error FROM mirrors ORDER BY playlist_id`);
const items = () =>
  world
    .ask<{ item: string }>(
      "SELECT item_type || ' ' || display_text || ' ' || status || coalesce(': ' || last_error, '') AS item FROM job_items ORDER BY id",
    )
    .map(({ item }) => item);
const notices = () => world.ask<{ message: string }>("SELECT message FROM job_logs WHERE level = 'warn'").map(({ message }) => message);
const plays = () => world.ask('SELECT server_id AS server, song_id AS song, play_count AS count FROM song_plays ORDER BY song_id');
const events = () => world.ask('SELECT play_id AS play, song_id AS song FROM play_events ORDER BY play_id');

describe('when a job brings the media server up to date', () => {
  it('scans the library, then mirrors the playlists that are downloaded, then reads what was played', async () => {
    await open(`${follow}${threeSongs}${playlist(1, 'Mornings', [2, 1])}${playlist(2, 'Evenings', [3])}`);
    for (const id of [1, 2, 3]) server.add(`歌 ${id}`, { locator: `qq/A/${id}.flac` });
    server.listens = [{ id: 'a', track: server.tracks[0]!, playedAt: 5 }];
    expect(await run()).toBe('completed');
    expect(server.scans).toEqual([['*']]);
    expect([server.titlesIn('Mornings'), server.titlesIn('Evenings')]).toEqual([['歌 2', '歌 1'], ['歌 3']]);
    expect(items()).toEqual([
      'scan_library library succeeded',
      'mirror_playlist Mornings succeeded',
      'mirror_playlist Evenings succeeded',
      'read_plays plays succeeded',
      // So that what was played shows.
      'publish_snapshot snapshot succeeded',
    ]);
    expect(mirrors()[0]).toEqual({ id: 1, server: 'server-1', remote: 'p1', songs: 2, unmatched: 0, waiting: 0, ids: '[]', error: null });
    expect(events()).toEqual([{ play: 'a', song: 1 }]);
  });

  it('brings the same playlist up to date the next time, under whatever name it has there', async () => {
    await open(`${follow}${threeSongs}${playlist(1, 'Mornings', [1, 2])}`);
    for (const id of [1, 2, 3]) server.add(`歌 ${id}`);
    await run();
    world.change("INSERT INTO playlist_songs VALUES (1, 3, 3); UPDATE playlists SET name = 'Renamed'");
    await run();
    expect(server.mirrored.map(({ remoteId, mode }) => [remoteId, mode])).toEqual([
      ['', 'reconcile'],
      ['p1', 'reconcile'],
    ]);
    expect([...server.playlists.keys()]).toEqual(['p1']);
  });

  it('tells of songs with a file that the server lacks, and counts those without a file apart', async () => {
    await open(`${follow}${threeSongs}${song(4, '歌 4')}${playlist(1, 'Mornings', [1, 2, 3, 4])}`);
    server.add('歌 2');
    expect(await run()).toBe('completed_with_errors');
    expect(notices()).toEqual(['Mornings: the media server does not have 2 songs that have a file: 歌 1 / 周杰伦, 歌 3 / 周杰伦']);
    expect(mirrors()).toMatchObject([{ songs: 4, unmatched: 2, waiting: 1, ids: '[1,3]' }]);
  });

  it('a playlist of which too much would go fails with the reason and what to do, and the others go on', async () => {
    await open(`${follow}${threeSongs}${playlist(1, 'Mornings', [1])}${playlist(2, 'Evenings', [3])}`);
    for (const id of [1, 2, 3, 4, 5, 6]) server.add(`歌 ${id}`);
    server.playlists.set('old', { name: 'Mornings', trackIds: ['t1', 't2', 't3', 't4', 't5', 't6'] });
    expect(await run()).toBe('completed_with_errors');
    const reason = '5 of 6 tracks would go. Use --force if that is right.';
    expect(items()).toContain(`mirror_playlist Mornings failed: ${reason}`);
    expect(mirrors()).toMatchObject([
      { id: 1, remote: '', error: reason },
      { id: 2, error: null },
    ]);
    expect([server.playlists.get('old')?.trackIds.length, server.titlesIn('Evenings')]).toEqual([6, ['歌 3']]);
  });

  it.each(['failed', 'pending'])('a playlist that could not be fetched (%s) does not empty the one there', async (state) => {
    await open(`${follow}${playlist(1, 'Mornings', [], state)}`);
    server.playlists.set('old', { name: 'Mornings', trackIds: [] });
    expect(await run()).toBe('completed');
    expect([server.mirrored, mirrors()]).toEqual([[], []]);
  });

  it('playlists of one name are different playlists there too', async () => {
    const lists = [1, 2, 3].map((id) => playlist(id, 'Hits', [1, 2])).join('');
    await open(`${follow}${threeSongs}${lists} UPDATE playlists SET platform = 'file' WHERE id = 2;`);
    for (const id of [1, 2, 3]) server.add(`歌 ${id}`);
    await run();
    const names = () => [...server.playlists.values()].map(({ name }) => name);
    expect(names()).toEqual(['Hits', 'Hits (file)', 'Hits (qq 3)']);
    await run();
    expect(server.mirrored.slice(3).map(({ remoteId }) => remoteId)).toEqual(['p1', 'p2', 'p3']);
  });

  it('a song without a file is looked for as the linked song that has one', async () => {
    const metadata = { duration_ms: 200_000, isrc: 'TWA470401010' };
    const other = song(2, 'Common Jasmin Orange', { platform: 'kuwo', locator: 'kuwo/A/2.flac', metadata });
    const linked = `${song(1, '七里香', { metadata })}${other}`;
    await open(`${follow}${linked}${playlist(1, 'Mornings', [1])}`);
    await run();
    expect(server.mirrored[0]?.songs).toMatchObject([
      { id: 1, title: 'Common Jasmin Orange', locators: ['kuwo/A/2.flac'], otherTitles: ['七里香'], durationMs: 200_000 },
    ]);
  });

  it('what people decided goes before the settings, and the library lists of their own are left alone', async () => {
    const lists = [1, 2, 3].map((id) => playlist(id, `List ${id}`, [id])).join('');
    await open(`${follow}${threeSongs}${lists}${choose(2, false)}${choose(3, true, "'append'")}
      UPDATE playlists SET platform = 'library' WHERE id = 1;`);
    await run();
    expect(server.mirrored.map(({ name, mode }) => [name, mode])).toEqual([['List 3', 'append']]);
  });

  it.each([
    ['chosen', ['List 2']],
    ['none', []],
  ])('MIRROR_PLAYLISTS=%s mirrors %j', async (word, names) => {
    await open(`${follow}${threeSongs}${playlist(1, 'List 1', [1])}${playlist(2, 'List 2', [2])}${choose(2, true)}`, {
      MIRROR_PLAYLISTS: word,
    });
    await run();
    expect(server.mirrored.map(({ name }) => name)).toEqual(names);
  });

  it('goes on after a restart where it was, and does nothing twice', async () => {
    await open(`${follow}${threeSongs}${playlist(1, 'Mornings', [1])}${playlist(2, 'Evenings', [3])}`);
    for (const id of [1, 3]) server.add(`歌 ${id}`);
    let isWaiting = false;
    server.beforeMirror = async ({ name }, signal) => {
      if (name !== 'Evenings') return;
      isWaiting = true;
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    };
    const job = world.run({ template: 'media' }).catch(() => 'stopped');
    await until(() => isWaiting);
    await world.stop();
    await job;
    server.beforeMirror = async () => undefined;
    await world.open();
    expect(await world.end(1)).toBe('completed');
    expect(server.scans).toEqual([['*']]);
    expect(server.mirrored.map(({ name }) => name)).toEqual(['Mornings', 'Evenings']);
  });

  it('a scan that takes longer than it is waited for is told, and the rest goes on', async () => {
    await open(`${follow}${threeSongs}${playlist(1, 'Mornings', [1])}`, { MEDIA_SCAN_MINUTES: '5' });
    server.add('歌 1');
    server.scanEnds = false;
    expect(await run()).toBe('completed_with_errors');
    expect(notices()).toEqual(['the media server was still scanning after 5 minutes; see MEDIA_SCAN_MINUTES']);
    expect(server.titlesIn('Mornings')).toEqual(['歌 1']);
  });

  it('playlists that the server does not have by design are no failure', async () => {
    await open(`${follow}${threeSongs}${playlist(1, 'Mornings', [1])}`);
    server.fails.mirror = new Fault('unsupported', 'a folder has no playlists');
    expect(await run()).toBe('completed');
  });

  it('without a chosen server it is only published, and that is said', async () => {
    await open(threeSongs, { SERVER_ACTIVE: '' });
    expect(await run()).toBe('completed');
    expect(items()).toEqual(['publish_snapshot snapshot succeeded']);
    const said = world.ask("SELECT message FROM job_events WHERE event_type = 'stage_left_out'");
    expect(said).toEqual([{ message: 'scan is left out: no media server is chosen (SERVER_ACTIVE)' }]);
  });
});

describe('when a job downloaded songs', () => {
  const wanted = `${follow}${song(1, '歌 1')}${song(2, '歌 2')}${playlist(1, 'Mornings', [1, 2])}`;
  const full = async (): Promise<string> => world.run({ template: 'full' });

  it('only the folders of its files are scanned; a job without any scans nothing', async () => {
    await open(wanted);
    await full();
    const [folder] = world.ask<{ folder: string }>(
      "SELECT DISTINCT rtrim(rtrim(locator, replace(locator, '/', '')), '/') AS folder FROM file_locations WHERE status = 'active'",
    );
    expect(server.scans).toEqual([[folder?.folder]]);
    await full();
    expect([server.scans.length, server.mirrored.length]).toEqual([1, 2]);
  });
});

describe('when a job is limited to some playlists', () => {
  it('only these are mirrored', async () => {
    await open(`${follow}${threeSongs}${playlist(1, 'Mornings', [1])}${playlist(2, 'Evenings', [3])}`);
    const scope = { playlists: [{ platform: 'qq', remoteId: 'p2', url: undefined }], file: undefined };
    await world.run({ template: 'full', scope: scope as never });
    expect(server.mirrored.map(({ name }) => name)).toEqual(['Evenings']);
  });
});

describe('when a job is limited to some songs', () => {
  it('only the playlists with one of them, or with a song that is linked to one, are mirrored', async () => {
    const metadata = { duration_ms: 200_000, isrc: 'TWA470401010' };
    const linked =
      song(4, 'Common Jasmin Orange', { platform: 'kuwo', locator: 'kuwo/A/4.flac', metadata }) + song(5, '七里香', { metadata });
    const lists = [playlist(1, 'Mornings', [1, 2]), playlist(2, 'Evenings', [3]), playlist(3, 'Nights', [5])];
    await open(`${follow}${threeSongs}${linked}${lists.join('')}`);
    const mirroredFor = async (songs: number[]): Promise<string[]> => {
      server.mirrored.length = 0;
      await world.run({ template: 'full', songs });
      return server.mirrored.map(({ name }) => name);
    };
    expect(await mirroredFor([2])).toEqual(['Mornings']);
    expect(await mirroredFor([4])).toEqual(['Nights']);
    expect(await mirroredFor([1, 3])).toEqual(['Mornings', 'Evenings']);
    world.change('DELETE FROM playlist_songs WHERE song_id = 3');
    expect(await mirroredFor([3])).toEqual([]);
  });

  it('the playlists are found by indices', async () => {
    await open('');
    const text = `SELECT p.playlist_id FROM playlist_songs p WHERE p.song_id IN (SELECT value FROM json_each('[1]'))
      UNION SELECT p.playlist_id FROM recording_songs mine JOIN recordings r ON r.id = mine.recording_id AND r.across_platforms = 1
      JOIN recording_songs others ON others.recording_id = r.id JOIN playlist_songs p ON p.song_id = others.song_id
      WHERE mine.song_id IN (SELECT value FROM json_each('[1]'))`;
    const plan = world.ask<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`).map(({ detail }) => detail);
    expect(plan.filter((detail) => /^SCAN (?!json_each)/.test(detail))).toEqual([]);
  });
});

describe('when plays are read', () => {
  const library = `${threeSongs}${song(4, 'Blue', { metadata: { duration_ms: 180_000, isrc: 'USABC0000001' } })}`;

  it('each counts once, for the song whose file it was, otherwise for the one that matches', async () => {
    await open(library);
    const byFile = server.add('named otherwise', { locator: 'qq/A/2.flac' });
    const byName = server.add('歌 3', { durationMs: 201_000 });
    const byIsrc = server.add('Blue (Official Audio)', { isrc: 'USABC0000001', artists: ['Nobody'], durationMs: 180_500 });
    const other = server.add('歌 1', { artists: ['Somebody else'] });
    server.listens = [byFile, byName, byIsrc, other, byFile].map((track, at) => ({ id: `play ${at}`, track, playedAt: 100 - at }));
    server.counts = [byFile, byName, other].map((track, at) => ({ track, count: 10 + at, lastPlayedAt: 100 }));
    for (let round = 0; round < 2; round++) expect(await run()).toBe('completed');
    expect(events()).toEqual([
      { play: 'play 0', song: 2 },
      { play: 'play 1', song: 3 },
      { play: 'play 2', song: 4 },
      { play: 'play 4', song: 2 },
    ]);
    expect(plays()).toEqual([
      { server: 'server-1', song: 2, count: 10 },
      { server: 'server-1', song: 3, count: 11 },
    ]);
  });

  it('tracks of one song are added up, and a song that the whole list no longer has loses its count', async () => {
    await open(library);
    const [one, two, three] = [
      server.add('歌 1', { locator: 'qq/A/1.flac' }),
      server.add('歌 1', { durationMs: 200_000 }),
      server.add('歌 3'),
    ];
    server.counts = [one, three, two].map((track) => ({ track, count: 3, lastPlayedAt: undefined }));
    await run();
    expect(plays()).toMatchObject([
      { song: 1, count: 6 },
      { song: 3, count: 3 },
    ]);
    server.counts = [{ track: one, count: 4, lastPlayedAt: 7 }];
    await run();
    expect(plays()).toMatchObject([{ song: 1, count: 4 }]);
  });

  it('a list that fails in the middle takes nothing away, nor does an empty one', async () => {
    await open(library);
    const tracks = [1, 2, 3].map((id) => server.add(`歌 ${id}`, { locator: `qq/A/${id}.flac` }));
    server.counts = tracks.map((track) => ({ track, count: 5, lastPlayedAt: undefined }));
    await run();
    server.counts = tracks.map((track, at) => ({ track, count: at === 0 ? 9 : 1, lastPlayedAt: undefined }));
    server.fails.playCounts = new Fault('data_corrupt', 'the answer has no list');
    expect(await run()).toBe('completed_with_errors');
    delete server.fails.playCounts;
    server.counts = [];
    await run();
    expect(plays()).toMatchObject([
      { song: 1, count: 9 },
      { song: 2, count: 5 },
      { song: 3, count: 5 },
    ]);
  });

  it('a server with single plays only has them counted, one without both is no failure', async () => {
    await open(library);
    const track = server.add('歌 1', { locator: 'qq/A/1.flac' });
    server.listens = [1, 2, 3].map((at) => ({ id: `play ${at}`, track, playedAt: at }));
    server.fails.playCounts = new Fault('unsupported', 'it counts nothing');
    expect(await run()).toBe('completed');
    expect(plays()).toMatchObject([{ song: 1, count: 3 }]);
    server.fails.plays = new Fault('unsupported', 'it keeps no history');
    expect(await run()).toBe('completed');
    expect(plays()).toMatchObject([{ song: 1, count: 3 }]);
  });

  it('a song or playlist that is removed takes its rows with it', async () => {
    await open(`${follow}${library}${playlist(1, 'Mornings', [1])}${choose(1, true)}`);
    const track = server.add('歌 1', { locator: 'qq/A/1.flac' });
    server.listens = [{ id: 'a', track, playedAt: 1 }];
    server.counts = [{ track, count: 1, lastPlayedAt: 1 }];
    await run();
    world.change(
      `DELETE FROM playlist_songs; DELETE FROM playlists; DELETE FROM file_locations; DELETE FROM file_assets; DELETE FROM songs`,
    );
    for (const table of ['mirrors', 'mirror_choices', 'song_plays', 'play_events']) expect(world.ask(`SELECT * FROM ${table}`)).toEqual([]);
  });
});
