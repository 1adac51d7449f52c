import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@catalogsync/runtime';
import { type ArchiveItem, archiveAnswers, EmulatedServer, PlatformEmulator, type PlatformSong, silentWav } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { pinned } from '../../../../test/emulated/pinned.js';
import { idAt } from '../../../core/sources/playlist-addresses.js';
import { archive } from './definition.js';

// Real here: HTTP on loopback; recorded answers are under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const { http, recorded, closers } = pinned(import.meta.url);
const sourceAt = (url: string, anyLicence = false) => {
  const settings = {
    ARCHIVE_URL: url,
    ARCHIVE_CONTACT: 'me@example.org',
    ARCHIVE_ENABLED: 'yes',
    ARCHIVE_ANY_LICENCE: anyLicence ? 'yes' : 'no',
  };
  return archive.open(readConfig(archive.keys, settings), { http });
};
const song = (id: string, bytes = silentWav(5)): PlatformSong => {
  return {
    id,
    title: 'Harbour Lights',
    artists: ['Low Tide Collective'],
    album: 'Breakwater',
    durationMs: 215_000,
    file: { ext: 'wav', bytes },
  };
};
const emulate = async (songs: PlatformSong[], special: Readonly<Record<string, ArchiveItem>> = {}) => {
  const emulator = await PlatformEmulator.start(archiveAnswers(new Map(Object.entries(special))), { songs, playlists: [], charts: [] });
  closers.push(() => emulator.server.stop());
  return emulator.url;
};
const request = {
  keyword: 'Harbour Lights Low Tide Collective',
  target: { title: 'Harbour Lights', artists: ['Low Tide Collective'], album: 'Breakwater', durationMs: undefined, isrc: undefined },
  limit: 10,
};

describe('when the Internet Archive answers as recorded', () => {
  const answering = async (item: string) => {
    const found = recorded('advancedsearch').replace('1redRoverGoesToMars-studentAstronautB-rollCompilation', 'low-tide-breakwater');
    const server = await EmulatedServer.start(({ path }) => {
      if (path === '/advancedsearch.php') return { body: found };
      return { body: path.endsWith('/low-tide-breakwater') ? item : '{}' };
    });
    closers.push(() => server.stop());
    return { server, source: sourceAt(server.url) };
  };

  it('finds the songs in an item, one hit per format, with durations in either notation', async () => {
    const { source, server } = await answering(recorded('metadata-item'));
    const hits = await source.searcher!.searchTracks(request, never);
    expect(hits.map(({ track, audio }) => [track.remoteId, track.durationMs, track.trackNumber, audio.bitrate])).toEqual([
      ['low-tide-breakwater/03 Harbour Lights.flac', 215_430, 3, 1_016_000],
      ['low-tide-breakwater/03 Harbour Lights.mp3', 215_000, 3, 245_000],
    ]);
    expect(hits[0]?.track).toMatchObject({
      name: 'Harbour Lights',
      artists: [{ name: 'Low Tide Collective' }],
      album: 'Breakwater',
      year: 2019,
    });
    expect(server.requests[0]?.headers['user-agent']).toBe('catalogsync (me@example.org)');
    expect(server.requests[0]?.query.get('q')).toContain('creator:"Low Tide Collective"');
  });

  it('returns the picture that belongs to the song of an item', async () => {
    const picture = (name: string, source = 'original') => ({ name, source, format: 'JPEG', bytes: Buffer.from(name) });
    const small = picture('__ia_thumb.jpg');
    const all = [
      small,
      picture('b/song_spectrogram.png', 'derivative'),
      picture('scan.jpg'),
      picture('a/cover.jpg'),
      picture('b/Front Cover.jpg'),
    ];
    const url = await emulate(
      ['full', 'small', 'none'].map((identifier) => song(`${identifier}/b/song.wav`)),
      { full: { otherFiles: all }, small: { otherFiles: [small] } },
    );
    const coverOf = async (identifier: string) => {
      const bytes = await sourceAt(url).covers!.cover(`${identifier}/b/song.wav`, never);
      return bytes && Buffer.from(bytes).toString();
    };
    expect([await coverOf('full'), await coverOf('small'), await coverOf('none')]).toEqual([
      'b/Front Cover.jpg',
      '__ia_thumb.jpg',
      undefined,
    ]);
  });

  it('treats a missing item, returned with status 200, as not found', async () => {
    const { source } = await answering(recorded('metadata-missing-item'));
    expect(await source.searcher!.searchTracks(request, never)).toEqual([]);
    expect(await source.refresher!.refreshTrack('low-tide-breakwater/03 Harbour Lights.flac', never)).toBeUndefined();
  });

  it('escapes titles and artists so that they never become query operators', async () => {
    const { source, server } = await answering('{}');
    const target = { ...request.target, title: 'a" OR mediatype:(movies) \\', artists: ['x"y'] };
    await source.searcher!.searchTracks({ ...request, target }, never);
    const query = server.requests[0]?.query.get('q') ?? '';
    expect((query.match(/"/g) ?? []).length % 2).toBe(0);
    expect(query.replace(/"[^"]*"/g, '')).not.toContain('movies');
  });
});

describe('when an item must be left alone', () => {
  const emulateItem = (special: ArchiveItem) => emulate([song('low-tide/03 Harbour Lights.wav')], { 'low-tide': special });
  const fetchFrom = async (url: string, anyLicence = false) => {
    const stagingFolder = await mkdtemp(join(tmpdir(), 'archive-'));
    closers.push(() => rm(stagingFolder, { recursive: true }));
    const fetch = { fetchKey: 'low-tide/03 Harbour Lights.wav', stagingFolder, maxBytes: 1_000_000, report: () => undefined };
    return { stagingFolder, outcome: sourceAt(url, anyLicence).fetcher!.fetchTrack(fetch, never) };
  };

  it.each([
    ['withdrawn', { dark: true }, 'not_found'],
    ['available only on loan', { restricted: true }, 'permission_denied'],
    ['in a lending collection', { collections: ['inlibrary'] }, 'permission_denied'],
    ['available only for streaming', { collections: ['stream_only'] }, 'permission_denied'],
    ['under no open licence', { licenseurl: 'https://example.org/all-rights-reserved' }, 'permission_denied'],
    ['under a licence that only looks open', { licenseurl: 'https://example.org/creativecommons.org/licenses/by' }, 'permission_denied'],
  ])('neither finds nor fetches one that is %s', async (_why, change, code) => {
    const url = await emulateItem(change);
    expect(await sourceAt(url).searcher!.searchTracks(request, never)).toEqual([]);
    await expect((await fetchFrom(url)).outcome).rejects.toMatchObject({ code });
  });

  it('fetches one without an open licence if the user allows it', async () => {
    const url = await emulateItem({ licenseurl: undefined });
    const { outcome } = await fetchFrom(url, true);
    expect(await outcome).toMatchObject({ path: expect.stringMatching(/track\.wav$/) });
  });

  it('keeps no file whose checksum differs from the one in the item', async () => {
    const url = await emulateItem({ sha1: '1'.repeat(40) });
    const { outcome, stagingFolder } = await fetchFrom(url);
    await expect(outcome).rejects.toMatchObject({ code: 'data_corrupt' });
    expect(await readdir(stagingFolder)).toEqual([]);
  });
});

describe('when items and collections are playlists', () => {
  const songs = Array.from({ length: 90 }, (_, at) => ({
    ...song(`item-${Math.floor(at / 3)}/${at % 3}.wav`),
    album: `Album ${Math.floor(at / 3)}`,
  }));
  const songIds = songs.map(({ id }) => id);
  const emulateLists = async (special: Readonly<Record<string, ArchiveItem>> = {}) => {
    const lists = [{ id: 'netlabels', name: 'Netlabels', description: '<b>Free</b> music &amp; more', songIds, claimsMore: 5 }];
    const emulator = await PlatformEmulator.start(archiveAnswers(new Map(Object.entries(special))), {
      songs,
      playlists: lists,
      charts: lists,
    });
    closers.push(() => emulator.server.stop());
    return emulator;
  };
  const openAt = (url: string, more: Readonly<Record<string, string>>) =>
    archive.open(readConfig(archive.keys, { ARCHIVE_URL: url, ARCHIVE_ENABLED: 'yes', ...more }), { http });
  const all = async (source: ReturnType<typeof openAt>, id: string, limit: number) => {
    const tracks: string[] = [];
    const notices: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await source.playlistTracks!.listPlaylistTracks(id, { limit, after }, never);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      tracks.push(...page.items.map(({ remoteId }) => remoteId));
      notices.push(...(page.notices ?? []));
      if (page.next === undefined) return { tracks, notices };
      after = page.next;
    }
  };

  it('reads an item or a collection by the identifier in its address, listed or not, page by page', async () => {
    const { url } = await emulateLists();
    const source = openAt(url, { ARCHIVE_ITEMS: '100' });
    expect((await all(source, 'item-4', 2)).tracks).toEqual(['item-4/0.wav', 'item-4/1.wav', 'item-4/2.wav']);
    for (const limit of [4, 1000]) {
      const { tracks, notices } = await all(source, 'netlabels', limit);
      expect(tracks).toEqual(songIds);
      expect(notices).toEqual(['the Internet Archive says that the collection netlabels has 35 items, but sends 30']);
    }
    expect((await all(openAt(url, { ARCHIVE_ITEMS: '2' }), 'week:netlabels', 1000)).tracks).toEqual(songIds.slice(0, 6));
    await expect(all(source, 'nothing-here', 10)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lists those that the user names with title and text, and says which cannot be taken', async () => {
    const { url } = await emulateLists({ 'item-3': { restricted: true } });
    const source = openAt(url, { ARCHIVE_PLAYLISTS: 'item-2,netlabels,item-3,no such thing', ARCHIVE_COLLECTIONS: 'netlabels' });
    const { items, notices } = await source.playlists!.listPlaylists({ limit: 100, after: undefined }, never);
    expect(items.map(({ remoteId, name, description }) => [remoteId, name, description])).toEqual([
      ['collection:netlabels', 'netlabels', undefined],
      ['item-2', 'Album 2', undefined],
      ['netlabels', 'Netlabels', 'Free music & more'],
    ]);
    expect(notices).toEqual([expect.stringContaining('item-3'), expect.stringContaining('no such thing')]);
  });

  it('describes songs with their cover and licence', async () => {
    const { url } = await emulateLists({
      'item-1': { otherFiles: [{ name: 'cover.jpg', source: 'original', format: 'JPEG', bytes: Buffer.from('x') }] },
    });
    const found = await openAt(url, {}).refresher!.refreshTrack('item-1/0.wav', never);
    expect(found?.track).toMatchObject({
      coverUrl: `${url}/download/item-1/cover.jpg`,
      more: { licenseurl: 'http://creativecommons.org/licenses/by/4.0/', format: 'WAVE' },
    });
  });

  it.each([
    ['https://archive.org/details/low-tide/03%20Harbour%20Lights.flac', 'low-tide/03 Harbour Lights.flac'],
    ['https://archive.org/download/low-tide/side%20b/1.mp3', 'low-tide/side b/1.mp3'],
    ['https://archive.org/details/low-tide', undefined],
  ])('knows which song %s is', (address, id) => {
    expect(idAt(archive.addresses!.songs!, new URL(address))).toBe(id);
  });
});
