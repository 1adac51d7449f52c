import { join } from 'node:path';
import { commandLine } from '@catalogsync/audit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteFollowingStore } from '../src/adapters/sqlite/stores/following-store.js';
import { SqlitePlaylistHistory } from '../src/adapters/sqlite/stores/playlist-history.js';
import { openPrepared } from '../src/catalogue.binding.js';
import type { SongToDownload } from '../src/core/catalogue/song-details.js';
import { FollowLists } from '../src/core/following/follow-lists.js';
import { DownloadWorld, playlistOf } from './download-world.js';
import { earlierSql, makeDatabase } from './earlier-database.js';

// Real here: the engine, SQLite, the library folder. The in-memory downloader stages real files.

const signal = new AbortController().signal;
const owner = commandLine('cli');
const pool = (
  kind: string,
): string => `INSERT INTO playlist_pools(id, platform, pool_kind, external_id, name) VALUES (1, 'qq', '${kind}', 'x', 'x');
  INSERT INTO pool_playlists(pool_id, playlist_id) VALUES (1, 1);`;
const undecided = 'DELETE FROM followed_sources;';

let world: DownloadWorld;
let asked: string[];
beforeEach(() => {
  world = new DownloadWorld({});
  asked = [];
  world.songs = {
    lookUp: () => Promise.reject(new Error('not here')),
    has: async (_source: string, { remoteId }: SongToDownload) => {
      asked.push(remoteId);
      return remoteId === 'qq-1002';
    },
  };
});
afterEach(() => world.close());

const events = (): string[] =>
  world
    .ask<{ type: string; message: string }>('SELECT event_type AS type, message FROM job_events ORDER BY id')
    .flatMap(({ type, message }) => (/^(songs|lists)_/.test(type) ? [message] : []));
const items = (): number =>
  world.ask<{ n: number }>("SELECT count(*) AS n FROM job_items WHERE item_type = 'download_song_row'")[0]?.n ?? 0;

const following = (): FollowLists => {
  const database = world.database!;
  return new FollowLists({
    writer: database.unitOfWork((session) => ({ following: new SqliteFollowingStore(session) })),
    playlists: new SqlitePlaylistHistory(database.reads),
    sources: { sources: async () => world.known },
    audit: world.jobs.audit,
    now: () => 1_000,
  });
};

describe('when the lists of a source are there', () => {
  it('none is downloaded because the source was set up, and the job says how to choose', async () => {
    await world.open(`${playlistOf(2)}${undecided}${pool('playlist_square')}`);
    expect(await world.run()).toBe('completed');
    expect([items(), world.downloader.asked]).toEqual([0, []]);
    expect(events()).toEqual([
      'not downloaded, because nobody chose it: 1 list of qq; choose with playlists follow ID or playlists follow --all qq',
    ]);
  });

  it.each(['playlist_file', 'named'])('one that somebody named is downloaded (%s)', async (kind) => {
    await world.open(`${playlistOf(2)}${undecided}${pool(kind)}`);
    expect([await world.run(), items(), events()]).toEqual(['completed', 2, []]);
  });

  it('naming the source for a job is a choice for this job', async () => {
    await world.open(`${playlistOf(2)}${undecided}`);
    expect([await world.run({ sources: ['qq'] }), items()]).toEqual(['completed', 2]);
  });

  it('the settings choose sources, until they name them no more', async () => {
    await world.close();
    world = new DownloadWorld({ DOWNLOAD_LISTS: 'QQMusicClient, kuwo' });
    await world.open(`${playlistOf(1)}${playlistOf(1, 'kuwo', 2)}DELETE FROM followed_sources WHERE decided_by = 'test';`);
    await world.run();
    expect(world.ask('SELECT platform FROM followed_sources ORDER BY platform')).toEqual([{ platform: 'kuwo' }, { platform: 'qq' }]);
    await world.stop();
    const database = await openPrepared(join(world.home, 'catalogsync.db'), world.library, { followed: ['kuwo'] });
    await database.close();
    expect(world.ask('SELECT platform FROM followed_sources')).toEqual([{ platform: 'kuwo' }]);
  });

  it('a decision about one goes before that about its source and before its name, and is in the audit log', async () => {
    await world.open(`${playlistOf(1)}${playlistOf(1, 'qq', 2)}${undecided}${pool('named')}`);
    expect(await following().playlists([{ id: 1 }], false, owner, signal)).toMatchObject([{ id: 1, isFollowed: false }]);
    expect(await following().source('QQ', true, owner, signal)).toBe('qq');
    await world.run();
    expect(world.downloader.asked).toEqual(['qq-2001']);
    await following().playlists([{ platform: 'qq', remoteId: 'p1' }], true, owner, signal);
    await world.run();
    expect(world.downloader.asked).toEqual(['qq-2001', 'qq-1001']);
    expect(world.ask("SELECT action, target FROM console_audit WHERE action LIKE '%ollowPlaylists' ORDER BY id")).toEqual([
      { action: 'unfollowPlaylists', target: 'playlist 1' },
      { action: 'followPlaylists', target: 'all lists of QQ' },
      { action: 'followPlaylists', target: 'playlist qq,p1' },
    ]);
  });

  it('what is not there cannot be decided about', async () => {
    await world.open(playlistOf(1));
    const decide = following();
    await expect(decide.playlists([{ id: 99 }], true, owner, signal)).rejects.toMatchObject({ code: 'not_found' });
    await expect(decide.playlists([], true, owner, signal)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(decide.source('nobody', true, owner, signal)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(decide.source('library', true, owner, signal)).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('when a catalogue of an earlier version is opened', () => {
  it('the lists that songs were downloaded for go on as they were, and no others', async () => {
    const more = `INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (6, 'kuwo', '17', '新歌');
      INSERT INTO songs(id, platform, remote_song_id, name) VALUES (10, 'kuwo', 's10', '晴天'); INSERT INTO playlist_songs VALUES (6, 10, 1);`;
    makeDatabase(join(world.home, 'catalogsync.db'), `${earlierSql}${more}`);
    await world.open();
    const history = new SqlitePlaylistHistory(world.database!.reads);
    const followed = [];
    for (const id of [3, 4, 6]) followed.push((await history.find({ id }))?.isFollowed);
    expect(followed).toEqual([true, true, false]);
  });
});

describe('when no source can deliver the songs', () => {
  const withoutDeliverers = (): void => {
    world.known = world.known.map((source) => ({ ...source, fetches: source.hasLocalFiles }));
  };

  it('none is an item: all are looked for in the local files, and the rest is told in one line', async () => {
    withoutDeliverers();
    await world.open(playlistOf(450));
    expect(await world.run()).toBe('completed');
    expect([items(), asked.length, world.downloader.asked]).toEqual([0, 450, ['qq-1002']]);
    expect(events()).toEqual([
      '1 song was found among your own files',
      'no source can deliver 449 songs of qq: set one up, see sources list; the next job takes them up',
    ]);
    expect(world.ask("SELECT count(*) AS n FROM file_locations WHERE status = 'active'")).toEqual([{ n: 1 }]);
  });

  it('they are taken up once one can', async () => {
    withoutDeliverers();
    await world.open(playlistOf(3));
    await world.run();
    world.known = world.known.map((source) => ({ ...source, fetches: true }));
    expect([await world.run(), items()]).toEqual(['completed', 2]);
  });

  it('the local files are not searched if the job leaves them out', async () => {
    withoutDeliverers();
    await world.open(playlistOf(3));
    await world.run({ downloadSources: ['qq'] });
    expect([asked, events().length]).toEqual([[], 1]);
  });
});
