import { HttpClient } from '@catalogsync/outbound-http';
import { readConfig } from '@catalogsync/runtime';
import {
  archiveAnswers,
  jamendoAnswers,
  listenBrainzAnswers,
  listenBrainzState,
  musicBrainzAnswers,
  musicBrainzState,
  type PlatformAnswers,
  type PlatformCatalogue,
  PlatformEmulator,
} from '@catalogsync/testkit';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { archive } from '../src/adapters/sources/archive/definition.js';
import { jamendo } from '../src/adapters/sources/jamendo/definition.js';
import { listenbrainz } from '../src/adapters/sources/listenbrainz/definition.js';
import { musicbrainz } from '../src/adapters/sources/musicbrainz/definition.js';
import type { OpenedSource } from '../src/adapters/sources/source-definition.js';

// Real here: the sources with their HTTP clients. Emulated over loopback: their services, with everything that can be wrong with them.
const never = new AbortController().signal;
const first = { limit: 100, after: undefined };
const http = new HttpClient({ random: () => 0, retryPauseMs: 1 });
afterAll(() => http.close());

interface Platform {
  readonly answers: () => PlatformAnswers;
  readonly songId: string;
  readonly playlistId: string;
  readonly charts: readonly string[];
  /** How the chart is called here. */
  readonly chartId: string;
  readonly open: (url: string) => OpenedSource;
  /** The endpoint and field that a changed layout breaks, by what is asked. */
  readonly layout: Readonly<Record<'search' | 'playlist' | 'chart' | 'health', RegExp>>;
  /** What a log-in wall is reported as, and the key that its hint names. */
  readonly wall: readonly [code: string, key: string];
}

const mbid = (end: number): string => `11111111-2222-4333-8444-00000000000${end}`;

const platforms: Readonly<Record<string, Platform>> = {
  archive: {
    answers: () => archiveAnswers(),
    songId: 'item/1.wav',
    playlistId: 'netlabels',
    charts: ['netlabels'],
    chartId: 'week:netlabels',
    open: (url) =>
      archive.open(readConfig(archive.keys, { ARCHIVE_URL: url, ARCHIVE_ENABLED: 'yes', ARCHIVE_COLLECTIONS: 'netlabels' }), { http }),
    layout: {
      search: /archive advancedsearch.*response/,
      playlist: /archive metadata.*metadata/,
      chart: /archive advancedsearch.*response/,
      health: /archive advancedsearch.*response/,
    },
    wall: ['unauthenticated', 'ARCHIVE_CONTACT'],
  },
  jamendo: {
    answers: () => jamendoAnswers('client-1'),
    songId: '1',
    playlistId: '7',
    charts: ['popularity_week', 'popularity_month', 'popularity_total'],
    chartId: 'popularity_week',
    open: (url) =>
      jamendo.open(
        readConfig(jamendo.keys, {
          JAMENDO_URL: `${url}/v3.0`,
          JAMENDO_CLIENT_ID: 'client-1',
          JAMENDO_PLAYLISTS: '7',
          JAMENDO_REQUESTS_PER_SECOND: '50',
        }),
        {
          http,
        },
      ),
    layout: {
      search: /jamendo tracks.*headers/,
      playlist: /jamendo playlists\/tracks.*headers/,
      chart: /jamendo tracks.*headers/,
      health: /jamendo tracks.*headers/,
    },
    wall: ['unauthenticated', 'JAMENDO_CLIENT_ID'],
  },
  listenbrainz: {
    answers: () => listenBrainzAnswers(listenBrainzState('me', 'token-1')),
    songId: mbid(1),
    playlistId: mbid(7),
    charts: ['week', 'month', 'year', 'all_time'],
    chartId: 'sitewide:week',
    open: (url) => {
      const settings = { LISTENBRAINZ_URL: url, LISTENBRAINZ_ENABLED: 'yes', LISTENBRAINZ_TOKEN: 'token-1' };
      return listenbrainz.open(readConfig(listenbrainz.keys, settings), { http });
    },
    layout: {
      // A look-up has no parts that could be renamed; refreshing the song has.
      search: /listenbrainz metadata\/recording.*artist/,
      playlist: /listenbrainz playlist\/\{mbid\}.*playlist/,
      chart: /listenbrainz stats\/sitewide\/recordings.*payload/,
      health: /listenbrainz stats\/sitewide\/recordings.*payload/,
    },
    wall: ['unauthenticated', 'LISTENBRAINZ_TOKEN'],
  },
  musicbrainz: {
    answers: () => musicBrainzAnswers(musicBrainzState()),
    songId: mbid(1),
    playlistId: mbid(7),
    charts: [],
    chartId: mbid(7),
    open: (url) => {
      const settings = {
        MUSICBRAINZ_URL: `${url}/ws/2`,
        MUSICBRAINZ_CONTACT: 'x@example.org',
        MUSICBRAINZ_PLAYLISTS: mbid(7),
        MUSICBRAINZ_PAUSE_MS: '0',
      };
      return musicbrainz.open(readConfig(musicbrainz.keys, settings), { http });
    },
    layout: {
      search: /musicbrainz recording search.*recordings/,
      playlist: /musicbrainz release\/\{mbid\}.*media/,
      chart: /musicbrainz release\/\{mbid\}.*media/,
      health: /musicbrainz recording search.*recordings/,
    },
    wall: ['permission_denied', 'MUSICBRAINZ_CONTACT'],
  },
};

const target = { title: 'Harbour Lights', artists: ['Low Tide Collective'], album: undefined, durationMs: undefined, isrc: undefined };
const words = { keyword: 'Harbour Lights Low Tide Collective', target, limit: 10 };

describe.each(Object.entries(platforms))('when something is wrong with %s', (name, platform) => {
  let emulator: PlatformEmulator;
  let source: OpenedSource;

  beforeEach(async () => {
    const song = {
      id: platform.songId,
      title: 'Harbour Lights',
      artists: ['Low Tide Collective'],
      album: 'Breakwater',
      durationMs: 215_000,
    };
    const songIds = [song.id, song.id];
    const catalogue: PlatformCatalogue = {
      songs: [song],
      playlists: [{ id: platform.playlistId, name: 'Netlabels', songIds }],
      charts: platform.charts.map((id) => ({ id, name: id, songIds })),
    };
    emulator = await PlatformEmulator.start(platform.answers(), catalogue);
    source = platform.open(emulator.url);
  });
  afterEach(() => emulator.server.stop());

  const search = () => source.searcher!.searchTracks(words, never);
  const playlist = () => source.playlistTracks!.listPlaylistTracks(platform.playlistId, first, never);
  const chart = () => source.playlistTracks!.listPlaylistTracks(platform.chartId, first, never);
  const failureOf = async (ask: () => unknown): Promise<{ code?: string; message?: string; hint?: string; retryAfterMs?: number }> => {
    try {
      return { message: `no failure, but ${JSON.stringify(await ask())}` };
    } catch (error) {
      return error as { code?: string };
    }
  };

  it('answers while nothing is wrong', async () => {
    expect(await search()).toHaveLength(1);
    expect((await playlist()).items.length).toBeGreaterThanOrEqual(name === 'archive' ? 1 : 2);
    expect((await chart()).items.length).toBeGreaterThan(0);
  });

  it('ends each question in one fault that names source, endpoint and field if the layout changed', async () => {
    emulator.knobs.layoutChanged = true;
    const asked = {
      search: name === 'listenbrainz' ? () => source.refresher!.refreshTrack(platform.songId, never) : search,
      playlist,
      chart,
    };
    for (const [what, ask] of Object.entries(asked)) {
      const failure = await failureOf(ask);
      expect([what, failure.code, failure.message]).toEqual([
        what,
        'data_corrupt',
        expect.stringMatching(platform.layout[what as 'search']),
      ]);
    }
    expect(await source.health!.checkHealth(never)).toMatchObject({
      reachable: false,
      detail: expect.stringMatching(platform.layout.health),
    });
  });

  it('says which key to set at a log-in wall', async () => {
    emulator.knobs.loginWall = true;
    const [code, key] = platform.wall;
    for (const ask of [search, playlist, chart]) expect(await failureOf(ask)).toMatchObject({ code, hint: expect.stringContaining(key) });
    expect(await source.health!.checkHealth(never)).toMatchObject({ reachable: false, detail: expect.stringContaining(key) });
  });

  it('passes on how long it should stay away', async () => {
    emulator.knobs.retryAfterSeconds = 40;
    expect(await failureOf(search)).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
    const { retryAfterMs = 0 } = await failureOf(playlist);
    expect(retryAfterMs).toBeGreaterThan(30_000);
    expect(retryAfterMs).toBeLessThanOrEqual(40_000);
  });

  it('finds nothing where nothing is, and never takes that for an empty playlist', async () => {
    emulator.knobs.empty = true;
    expect(await search()).toEqual([]);
    expect(await failureOf(playlist)).toMatchObject({ code: 'not_found' });
  });

  it('fails as a whole while the service fails', async () => {
    emulator.knobs.errorRate = 1;
    for (const ask of [search, playlist, chart]) expect(await failureOf(ask)).toMatchObject({ code: 'unavailable' });
  });
});
