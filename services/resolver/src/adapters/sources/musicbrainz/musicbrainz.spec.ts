import { readFileSync } from 'node:fs';
import { readConfig } from '@catalogsync/runtime';
import { EmulatedServer, musicBrainzAnswers, musicBrainzState, PlatformEmulator, type PlatformSong } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { pinned } from '../../../../test/emulated/pinned.js';
import { idAt } from '../../../core/sources/playlist-addresses.js';
import { musicbrainz, programName } from './definition.js';

// Real here: HTTP on loopback; recorded answers are under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const { http, recorded, closers } = pinned(import.meta.url);
const sourceAt = (url: string, more: Readonly<Record<string, string>> = {}) => {
  const settings = { MUSICBRAINZ_URL: `${url}/ws/2`, MUSICBRAINZ_CONTACT: 'me@example.org', MUSICBRAINZ_PAUSE_MS: '0', ...more };
  return musicbrainz.open(readConfig(musicbrainz.keys, settings), { http });
};
const first = { limit: 1000, after: undefined };
const target = { title: '真夜中のジョーク', artists: ['間宮貴子'], album: undefined, durationMs: 245_000, isrc: undefined };

describe('when MusicBrainz answers as recorded', () => {
  const answering = async (body: string, status = 200, headers: Readonly<Record<string, string>> = {}) => {
    const server = await EmulatedServer.start(() => ({ body, status, headers }));
    closers.push(() => server.stop());
    return { server, source: sourceAt(server.url) };
  };
  const refreshed = async (name: string, id: string) => {
    const { source } = await answering(recorded(name));
    return (await source.refresher!.refreshTrack(id, never))?.track;
  };

  it('takes the original album, not the compilation that stands first', async () => {
    const { source, server } = await answering(recorded('recording-search-cjk'));
    const [hit] = await source.searcher!.searchTracks({ keyword: '', target, limit: 5 }, never);
    expect(hit).toMatchObject({
      track: { name: '真夜中のジョーク', album: 'LOVE TRIP', durationMs: 245_000, year: 1982 },
      fetchKey: undefined,
    });
    expect(server.requests[0]!.query.get('query')).toBe('recording:"真夜中のジョーク" AND artist:"間宮貴子" AND dur:[240000 TO 250000]');
    expect(server.requests[0]!.headers['user-agent']).toBe(`${programName} ( me@example.org )`);
  });

  it('names itself with its version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../../../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(programName).toBe(`Catalogsync/${version}`);
  });

  it('reads ISRC, original title and the translation that a pseudo-release gives', async () => {
    expect(await refreshed('recording-cjk-releases-isrcs', '162630d9-36d2-4a8d-ade1-1c77440b34e7')).toMatchObject({
      name: 'サマーれげぇ!レインボー',
      isrc: 'JPA600102450',
      otherNames: ['Summer Reggae! Rainbow'],
      coverUrl: 'https://coverartarchive.org/release/0385f276-5f4f-4c81-a7a4-6bd7b8d85a7e/front-500',
    });
  });

  it('keeps artists apart whatever joins them', async () => {
    const track = await refreshed('recording-work-rels', '0cf3008f-e246-428f-abc1-35f87d584d60');
    expect(track?.artists.map(({ name }) => name)).toEqual(['m-flo', 'BoA']);
  });

  it('reads aliases of a recording, and what it says beyond them', async () => {
    const track = await refreshed('recording', 'cb2cc207-8125-445c-9ef9-6ea44eee959a');
    expect(track).toMatchObject({
      isrc: 'GBAHS1400099',
      otherNames: ['Thinking Out Loud’'],
      year: 2014,
      musicBrainzRecordingId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      musicBrainzArtistIds: [expect.stringMatching(/^[0-9a-f-]{36}$/)],
      more: { isrcs: ['GBAHS1400099'] },
    });
  });

  it('reads a release as its tracks, under the titles of the recordings', async () => {
    for (const [name, cover] of [
      ['release-cjk', 'https://coverartarchive.org/release/a5ce1d11-2e32-45a4-b37f-c1589d46b103/front-500'],
      ['release-cjk-pseudo', undefined],
    ] as const) {
      const { source } = await answering(recorded(name));
      const { items } = await source.playlistTracks!.listPlaylistTracks('a5ce1d11-2e32-45a4-b37f-c1589d46b103', first, never);
      expect(items).toMatchObject([
        {
          remoteId: '781724c1-a039-41e6-bd9b-770c3b9d5b8e',
          name: '百花繚乱',
          isrc: 'JPP302400868',
          durationMs: 179_546,
          trackNumber: 1,
          discNumber: 1,
        },
      ]);
      expect([items[0]!.coverUrl, items[0]!.otherNames]).toEqual([cover, name === 'release-cjk' ? undefined : ['In Bloom']]);
    }
  });

  it.each([
    ['error-404', 404, {}, 'not_found', undefined],
    ['error-400', 400, {}, 'invalid_argument', undefined],
    ['error-503-rate', 503, { 'retry-after': '4' }, 'rate_limited', 4000],
    ['error-503-rate', 503, {}, 'rate_limited', 5000],
  ])('reads %s with status %i and headers %j as %s', async (name, status, headers, code, retryAfterMs) => {
    const { source } = await answering(recorded(name), status, headers as Record<string, string>);
    const failure = await source.searcher!.searchTracks({ keyword: '', target, limit: 5 }, never).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  });

  it('tells an overloaded service from a caller that is too fast', async () => {
    const busy = '{"error":"The MusicBrainz web server is currently busy. Please try again later."}';
    for (const [body, headers] of [
      [busy, {}],
      ['{"error":"?"}', { 'x-ratelimit-who': 'search-shed' }],
    ] as const) {
      const { source, server } = await answering(body, 503, headers);
      await expect(source.searcher!.searchTracks({ keyword: '', target, limit: 5 }, never)).rejects.toMatchObject({
        code: 'unavailable',
        retryAfterMs: 120_000,
      });
      expect(server.requests).toHaveLength(1);
    }
  });
});

describe('when MusicBrainz has its own ways', () => {
  const song: PlatformSong = {
    id: '11111111-2222-4333-8444-000000000001',
    title: '百花繚乱',
    artists: ['幾田りら'],
    durationMs: 179_000,
    isrc: 'JPP302400868',
    otherNames: ['In Bloom'],
  };
  const release = 'a5ce1d11-2e32-45a4-b37f-c1589d46b103';
  const emulate = async (songs: PlatformSong[] = [song]) => {
    const state = musicBrainzState();
    const emulator = await PlatformEmulator.start(musicBrainzAnswers(state), {
      songs,
      playlists: [{ id: release, name: 'In Bloom EP', songIds: songs.map(({ id }) => id), claimsMore: 1 }],
      charts: [],
    });
    closers.push(() => emulator.server.stop());
    return { state, emulator, url: emulator.url };
  };
  const wanted = {
    platform: 'qq',
    remoteId: '7',
    title: '百花繚乱',
    artists: ['幾田りら'],
    album: undefined,
    durationMs: 180_000,
    isrc: undefined,
  };

  it('keeps the id that it was asked for by and names the one that the recording was merged into', async () => {
    const { state, url } = await emulate();
    const old = '99999999-2222-4333-8444-000000000001';
    state.merged.set(old, song.id);
    expect(await sourceAt(url).refresher!.refreshTrack(old, never)).toMatchObject({
      track: { remoteId: old, more: { merged_into: song.id } },
    });
  });

  it('tells a release whose tracks did not all come, and a release that is gone', async () => {
    const { url } = await emulate();
    const source = sourceAt(url, { MUSICBRAINZ_PLAYLISTS: `${release},dc3ee2df-0bc1-49eb-b8c4-34473d279a43` });
    expect((await source.playlistTracks!.listPlaylistTracks(release, first, never)).notices).toEqual([
      expect.stringContaining('but sends 1'),
    ]);
    expect(await source.playlists!.listPlaylists(first, never)).toMatchObject({
      items: [{ remoteId: release, name: '幾田りら - In Bloom EP' }],
      notices: ['MusicBrainz has no release dc3ee2df-0bc1-49eb-b8c4-34473d279a43; see MUSICBRAINZ_PLAYLISTS'],
    });
  });

  it('says of a recording what identifies it elsewhere, whether found by names, ISRC or id', async () => {
    const { state, url } = await emulate();
    state.artistAliases.set('幾田りら', ['Lilas Ikuta']);
    state.moreIsrcs.set(song.id, ['JPP302400869']);
    const facts = {
      title: '百花繚乱',
      otherTitles: ['In Bloom'],
      artists: [{ name: '幾田りら', otherNames: ['Lilas Ikuta'] }],
      isrcs: ['JPP302400868', 'JPP302400869'],
      durationMs: 179_000,
    };
    const identify = (change: object) => sourceAt(url).identifier!.identifyRecording({ ...wanted, ...change }, never);
    expect(await identify({})).toEqual(facts);
    expect(await identify({ title: 'another', isrc: 'JPP302400869' })).toEqual(facts);
    expect(await identify({ platform: 'listenbrainz', remoteId: song.id, title: song.id, artists: [] })).toEqual(facts);
  });

  it('identifies nothing that is not sure: another version, another duration, no artist', async () => {
    const { url } = await emulate();
    const identify = (change: object) => sourceAt(url).identifier!.identifyRecording({ ...wanted, ...change }, never);
    expect(await identify({ title: '百花繚乱 (Live)' })).toBeUndefined();
    expect(await identify({ durationMs: 100_000 })).toBeUndefined();
    expect(await identify({ artists: [] })).toBeUndefined();
    expect(await identify({ platform: 'musicbrainz', remoteId: '99999999-2222-4333-8444-000000000009' })).toBeUndefined();
  });

  it('asks once more without phrases, in simplified characters too, if nothing was found', async () => {
    const { emulator, url } = await emulate([{ ...song, title: '晴天', artists: ['周杰伦'] }]);
    const search = { ...target, title: '晴天', artists: ['周杰倫'] };
    const [hit] = await sourceAt(url).searcher!.searchTracks({ keyword: '', target: search, limit: 5 }, never);
    expect(hit).toMatchObject({ track: { name: '晴天' } });
    expect(emulator.server.requests.map(({ query }) => query.get('query'))).toEqual([
      'recording:"晴天" AND artist:"周杰倫" AND dur:[240000 TO 250000]',
      'recording:(晴天) AND artist:(周杰倫 OR 周杰伦)',
    ]);
  });

  it('asks no faster than the public service allows, whatever the key says', () => {
    const limitsAt = (url: string) =>
      musicbrainz.open(readConfig(musicbrainz.keys, { MUSICBRAINZ_URL: url, MUSICBRAINZ_PAUSE_MS: '0', MUSICBRAINZ_CONTACT: 'x' }), {
        http,
      }).limits;
    expect(limitsAt('https://musicbrainz.org/ws/2')).toEqual({ concurrency: 1, rate: { tokens: 1, perMs: 1000 } });
    expect(limitsAt('http://mirror.lan/ws/2')).toEqual({ concurrency: 1 });
  });

  it('does not ask again while it is blocked for asking too often', async () => {
    const { emulator, url } = await emulate();
    const source = sourceAt(url);
    emulator.knobs.retryAfterSeconds = 40;
    const ask = () => source.searcher!.searchTracks({ keyword: '', target, limit: 5 }, never);
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 40_000 });
    emulator.knobs.retryAfterSeconds = undefined;
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited', message: expect.stringContaining('asked for a pause') });
    await expect(source.playlistTracks!.listPlaylistTracks(release, first, never)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(emulator.server.requests).toHaveLength(1);
  });
});

describe('when people share links of MusicBrainz', () => {
  it.each([
    ['https://musicbrainz.org/recording/783dfef9-87f4-4056-b944-c7ae624d5964', '783dfef9-87f4-4056-b944-c7ae624d5964'],
    ['https://musicbrainz.org/recording/783dfef9-87f4-4056-b944-c7ae624d5964/fingerprints', '783dfef9-87f4-4056-b944-c7ae624d5964'],
    ['https://musicbrainz.org/artist/783dfef9-87f4-4056-b944-c7ae624d5964', undefined],
  ])('knows which song %s is', (address, id) => {
    expect(idAt(musicbrainz.addresses!.songs!, new URL(address))).toBe(id);
  });
});
